"""From source files to a published version: parse, check, validate, write, switch."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import chantier
from chantier.errors import DoesNotConform, DumpsError, NoVersion, SourceError
from chantier.publish.description import describe_dataset
from chantier.publish.dumps.dumps import ensure
from chantier.query.stored import read_folder
from chantier.query.stored_rdf import question_quads
from chantier.rdf.nquads import canonical_merge, line_graph, quad_lines
from chantier.settings import Settings
from chantier.store import sources, versions
from chantier.store.changelog import Changelog
from chantier.store.external_sort import LinesIn, sort_into
from chantier.store.retention import PATIENCE, prune
from chantier.validation import checks, quotations, shacl
from chantier.validation.findings import Finding, located

_LOG = logging.getLogger(__name__)
FINDINGS_TOLD = 1_000
"""Findings that a refusal tells."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the sources gave."""

    findings: list[Finding]
    report: shacl.Report

    @property
    def conforms(self) -> bool:
        """Whether nothing of severity violation was found."""
        return not any(finding.severity == "violation" for finding in self.findings)


def source_lines(root: Path) -> Iterator[bytes]:
    """Read every Turtle file and the public questions, as N-Quads lines.

    Raises:
        SourceError: one or more files cannot be read; the message names each. All were tried.
    """
    errors: list[SourceError] = []
    for source in sources.source_files(root):
        try:
            yield from sources.read_lines(source)
        except SourceError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SourceError("\n".join(str(error) for error in errors))
    yield from quad_lines(question_quads(read_folder(root / "queries" / "questions").values()))


def verdict(root: Path, lines: Iterable[bytes], *, thorough: bool = True) -> Verdict:
    """Judge a dataset by the quotations, the checks and the shapes of a source folder.

    Where there are none, nothing is held in memory.

    Args:
        root: the source folder.
        lines: the whole dataset, shapes included, as N-Quads lines; gone through several times.
        thorough: whether all that breaks a shape is looked for, or only enough to refuse.
    """
    findings = quotations.check_quotations(lines, _page_texts(root))
    rules = read_folder(root / "queries" / "checks").values()
    files = sources.source_files(root)
    shape_graphs = {f.graph for f in files if f.path.is_relative_to(root / "shapes")}
    shapes = [line for line in lines if line_graph(line) in shape_graphs] if shape_graphs else []
    store = checks.union_store(lines if rules or shapes else ())
    for check in rules:
        rule_fr = f"{check.summary_fr} {check.mend_fr}".strip()
        rule_en = f"{check.summary_en} {check.mend_en}".strip()
        findings += checks.run_check(store, check.name, check.text, rule_fr, rule_en)
    report = shacl.validate(lines if shapes else (), shapes, store, thorough=thorough)
    findings += report.findings
    return Verdict(located(findings, [file.path for file in files]), report)


def build(settings: Settings) -> tuple[versions.Version, bool]:
    """Build the sources into a version and serve it, unless nothing changed.

    Returns:
        The version now served, and whether it is new.

    Raises:
        SourceError: a source cannot be read.
        DoesNotConform: the graph breaks a shape or a check; the old version goes on serving.
        BuildInProgress: another build or write did not end in time.
    """
    version, new = _published(settings)
    try:
        ensure(settings.data_dir, version)
    except DumpsError as error:
        _LOG.warning("%s", error)  # the version is served all the same
    return version, new


def _published(settings: Settings) -> tuple[versions.Version, bool]:
    root = settings.sources
    with versions.building(settings.data_dir, PATIENCE):
        inputs = sources.inputs_digest(root, chantier.__version__)
        unchanged = versions.already_checked(settings.data_dir, inputs)
        if unchanged:
            return unchanged, False
        with versions.scratch(settings.data_dir) as folder:
            kept = folder / "kept.nq"
            written = _written(settings.data_dir)
            sort_into(kept, chain(source_lines(root), _carried_over(settings.data_dir, written)))
            ignored = {sources.JOURNAL_GRAPH, *(() if settings.shacl_gate else written)}
            judged = verdict(root, LinesIn(kept, frozenset(ignored)))
            if not judged.conforms:
                raise DoesNotConform(refusal(judged))
            described = describe_dataset(kept, judged=settings.shacl_gate or not written)
            draft = versions.Draft(
                lines=canonical_merge(LinesIn(kept), quad_lines(described)),
                report=judged.report.turtle,
                inputs=inputs,
                software=chantier.__version__,
                memory_triples=settings.memory_triples,
            )
            before = versions.served_id(settings.data_dir)
            version = versions.publish(settings.data_dir, draft)
        Changelog(settings.data_dir).catch_up(version)
        prune(settings.data_dir, settings.versions_kept)
        _LOG.info("version %s: %d quads", version.manifest.id, version.manifest.quads)
        return version, version.manifest.id != before


def _written(data_dir: Path) -> set[str]:
    """Give the graphs of the version being served that no source and no software keeps."""
    try:
        served = versions.current(data_dir)
    except NoVersion:
        return set()
    return {graph for graph in served.manifest.graphs if not sources.keeper(graph)}


def _carried_over(data_dir: Path, written: Set[str]) -> Iterator[bytes]:
    """Give the lines of the version being served that a build publishes again: no write is lost.

    They are those of the graphs that were written, and of the journal.
    """
    try:
        served = versions.current(data_dir)
    except NoVersion:
        return
    graphs = written | {sources.JOURNAL_GRAPH}
    if graphs & served.manifest.graphs.keys():
        lines = LinesIn(served.quads_path)
        yield from (line for line in lines if line_graph(line) in graphs)


def _page_texts(root: Path) -> dict[str, str]:
    folder = root / "data" / "sources"
    return {path.stem: sources.read_text(path) for path in sorted(folder.glob("*.txt"))}


def refusal(judged: Verdict) -> str:
    """Say that the graph is not published, and why."""
    count, unjudged = len(judged.findings), judged.report.unjudged
    lines = [f"The graph does not conform ({count} findings); nothing was published."]
    lines += [finding.sentence("en") for finding in judged.findings[:FINDINGS_TOLD]]
    if count > FINDINGS_TOLD:
        lines.append(f"And {count - FINDINGS_TOLD} more: “chantier validate” tells all.")
    if unjudged:
        lines.append(f"{unjudged} more things were not judged: mend these first.")
    return "\n".join(lines)
