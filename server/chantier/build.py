"""From source files to a published version: parse, check, validate, write, switch."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

import chantier
from chantier.errors import CopiesError, DoesNotConform, NoVersion, SourceError
from chantier.model.quads import canonical_with, graph_iri, line_graph, parse_lines, quad_lines
from chantier.namespaces import PREFIXES
from chantier.publish.copies import ensure
from chantier.publish.description import describe
from chantier.query.library import read_folder
from chantier.query.published import question_quads
from chantier.settings import Settings
from chantier.store import sources, versions
from chantier.store.history import PATIENCE, prune
from chantier.store.ledger import Ledger
from chantier.store.sorting import LinesIn, sort_into
from chantier.validate import checks, quotations, shacl
from chantier.validate.findings import Finding, located

_LOG = logging.getLogger(__name__)
_QUOTES = f"<{PREFIXES['prov']}wasQuotedFrom>".encode()
"""What the line holds that tells where a quotation is from."""


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
        SourceError: as for ``source_lines``.
    """
    return parse_lines(list(source_lines(root)))


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


def check_sources(root: Path) -> Verdict:
    """Read the sources and look for everything that is wrong with them.

    Raises:
        SourceError: a file cannot be read.
    """
    quads = read_sources(root)
    return verdict(root, quads)


def verdict(root: Path, quads: list[ox.Quad]) -> Verdict:
    """Judge quads by the quotations, the checks and the shapes of a source folder."""
    findings = quotations.check_quotations(quads, _page_texts(root))
    store = checks.union_store(quads)
    for check in read_folder(root / "queries" / "checks").values():
        rule_fr = f"{check.summary_fr} {check.mend_fr}".strip()
        rule_en = f"{check.summary_en} {check.mend_en}".strip()
        findings += checks.run_check(store, check.name, check.text, rule_fr, rule_en)
    files = sources.source_files(root)
    shape_graphs = {f.graph for f in files if f.path.is_relative_to(root / "shapes")}
    shapes = [quad for quad in quads if graph_iri(quad) in shape_graphs]
    # Without shapes there is nothing to validate, and a large graph need not become rdflib's.
    data = shacl.rdflib_graph(quads if shapes else [])
    report = shacl.validate(data, shacl.rdflib_graph(shapes))
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
        with versions.scratch(settings.data_dir) as folder:
            kept = folder / "kept.nq"
            written = _written(settings.data_dir)
            sort_into(kept, chain(source_lines(root), _carried_over(settings.data_dir, written)))
            ignored = {sources.JOURNAL_GRAPH, *(() if settings.shacl_gate else written)}
            report = _report(root, kept, ignored)
            described = describe(kept, judged=settings.shacl_gate or not written)
            draft = versions.Draft(
                lines=canonical_with(LinesIn(kept), quad_lines(described)),
                report=report,
                inputs=inputs,
                software=chantier.__version__,
                memory_triples=settings.memory_triples,
            )
            before = versions.served_id(settings.data_dir)
            version = versions.publish(settings.data_dir, draft)
        Ledger(settings.data_dir).catch_up(version)
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


def _report(root: Path, kept: Path, ignored: Set[str]) -> str:
    """Judge the lines of a file, but for some graphs; gives the SHACL report.

    Raises:
        DoesNotConform: something of severity violation was found.
    """
    judged = verdict(root, _to_judge(root, kept, ignored))
    if not judged.conforms:
        raise DoesNotConform(refusal(judged.findings))
    return judged.report.turtle


def _to_judge(root: Path, kept: Path, ignored: Set[str]) -> list[ox.Quad]:
    """Give the quads that a verdict must see: none where nothing judges them.

    They take several times the memory of all the rest of a build.
    """
    files = chain((root / "shapes").rglob("*.ttl"), (root / "queries" / "checks").rglob("*.rq"))
    if not any(files) and not any(_QUOTES in line for line in LinesIn(kept)):
        return []
    quads = ox.parse(path=kept, format=ox.RdfFormat.N_QUADS)
    return [quad for quad in quads if graph_iri(quad) not in ignored]


def _page_texts(root: Path) -> dict[str, str]:
    folder = root / "data" / "sources"
    return {path.stem: sources.read_text(path) for path in sorted(folder.glob("*.txt"))}


def refusal(findings: list[Finding]) -> str:
    """Say that the graph is not published, and every reason."""
    lines = [f"The graph does not conform ({len(findings)} findings); nothing was published."]
    lines += [finding.sentence("en") for finding in findings]
    return "\n".join(lines)
