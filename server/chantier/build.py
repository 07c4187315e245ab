"""From source files to a published version: parse, check, validate, write, switch."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

import chantier
from chantier.errors import CopiesError, DoesNotConform, NoVersion, SourceError
from chantier.model.quads import canonical_lines, line_graph, parse_lines, quad_lines
from chantier.publish.copies import ensure
from chantier.publish.description import describe
from chantier.query.library import read_folder
from chantier.query.published import question_quads
from chantier.settings import Settings
from chantier.store import sources, versions
from chantier.store.history import PATIENCE, prune
from chantier.store.ledger import Ledger
from chantier.validate import checks, quotations, shacl
from chantier.validate.findings import Finding, located

_LOG = logging.getLogger(__name__)
TOLD = 1_000
"""Findings that a refusal tells."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the sources gave."""

    quads: list[ox.Quad]
    findings: list[Finding]
    report: shacl.Report

    @property
    def conforms(self) -> bool:
        """Whether nothing of severity violation was found."""
        return not any(finding.severity == "violation" for finding in self.findings)


def read_sources(root: Path) -> list[ox.Quad]:
    """Read every Turtle file and the public questions into one list of quads.

    Raises:
        SourceError: one or more files cannot be read; the message names each.
    """
    quads: list[ox.Quad] = []
    errors: list[SourceError] = []
    for source in sources.source_files(root):
        try:
            quads += sources.read_quads(source)
        except SourceError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SourceError("\n".join(str(error) for error in errors))
    return quads + question_quads(read_folder(root / "queries" / "questions").values())


def check_sources(root: Path) -> Verdict:
    """Read the sources and look for everything that is wrong with them.

    Raises:
        SourceError: a file cannot be read.
    """
    quads = read_sources(root)
    return verdict(root, quads)


def verdict(root: Path, quads: list[ox.Quad], *, thorough: bool = True) -> Verdict:
    """Judge quads by the quotations, the checks and the shapes of a source folder.

    Args:
        root: the source folder.
        quads: the whole dataset, shapes included.
        thorough: whether all that breaks a shape is looked for, or only enough to refuse.
    """
    findings = quotations.check_quotations(quads, _page_texts(root))
    store = checks.union_store(quads)
    for check in read_folder(root / "queries" / "checks").values():
        rule_fr = f"{check.summary_fr} {check.mend_fr}".strip()
        rule_en = f"{check.summary_en} {check.mend_en}".strip()
        findings += checks.run_check(store, check.name, check.text, rule_fr, rule_en)
    files = sources.source_files(root)
    shape_graphs = {f.graph for f in files if f.path.is_relative_to(root / "shapes")}
    lines = quad_lines(quads)
    shapes = [line for line in lines if line_graph(line) in shape_graphs]
    report = shacl.validate(lines, shapes, store, thorough=thorough)
    findings += report.findings
    return Verdict(quads, located(findings, [file.path for file in files]), report)


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
    except CopiesError as error:
        _LOG.warning("%s", error)  # the version is served all the same
    return version, new


def _published(settings: Settings) -> tuple[versions.Version, bool]:
    root = settings.sources
    with versions.building(settings.data_dir, PATIENCE):
        inputs = sources.inputs_digest(root, chantier.__version__)
        unchanged = versions.already_checked(settings.data_dir, inputs)
        if unchanged:
            return unchanged, False
        written, journal = _written(settings.data_dir)
        kept = read_sources(root)
        judged = verdict(root, kept + (written if settings.shacl_gate else []))
        if not judged.conforms:
            raise DoesNotConform(refusal(judged))
        kept += written + journal
        described = describe(set(quad_lines(kept)), judged=settings.shacl_gate or not written)
        lines = canonical_lines(kept + described)
        draft = versions.Draft(
            lines=lines,
            graphs=dict(Counter(line_graph(line) for line in lines)),
            report=judged.report.turtle,
            inputs=inputs,
            software=chantier.__version__,
            memory_triples=settings.memory_triples,
        )
        before = _served_id(settings.data_dir)
        version = versions.publish(settings.data_dir, draft)
        Ledger(settings.data_dir).catch_up(version)
        prune(settings.data_dir, settings.versions_kept)
        _LOG.info("version %s: %d quads", version.manifest.id, version.manifest.quads)
        return version, version.manifest.id != before


def _written(data_dir: Path) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Give what the version being served holds beside the sources: what was written, the journal.

    A build publishes it again, so that no write is lost.
    """
    try:
        served = versions.current(data_dir)
    except NoVersion:
        return [], []
    written, journal = [], []
    for line in served.quads_path.read_bytes().splitlines(keepends=True):
        graph = line_graph(line)
        if graph == sources.JOURNAL_GRAPH:
            journal.append(line)
        elif not sources.keeper(graph):
            written.append(line)
    quads = parse_lines(written + journal)
    return quads[: len(written)], quads[len(written) :]


def _served_id(data_dir: Path) -> str:
    try:
        return versions.current_id(data_dir)
    except NoVersion:
        return ""


def _page_texts(root: Path) -> dict[str, str]:
    folder = root / "data" / "sources"
    return {path.stem: sources.read_text(path) for path in sorted(folder.glob("*.txt"))}


def refusal(judged: Verdict) -> str:
    """Say that the graph is not published, and why."""
    count, unjudged = len(judged.findings), judged.report.unjudged
    lines = [f"The graph does not conform ({count} findings); nothing was published."]
    lines += [finding.sentence("en") for finding in judged.findings[:TOLD]]
    if count > TOLD:
        lines.append(f"And {count - TOLD} more: “chantier validate” tells all.")
    if unjudged:
        lines.append(f"{unjudged} more things were not judged: mend these first.")
    return "\n".join(lines)
