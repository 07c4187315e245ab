"""From source files to a published version, and what a build and a write share of that way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Set
from itertools import chain
from pathlib import Path

import chantier
from chantier.errors import DoesNotConform, DumpsError, NoVersion, SourceError
from chantier.publish.description import describe_dataset
from chantier.publish.dumps.dumps import ensure
from chantier.publish.inference import inferred_lines
from chantier.query.stored import read_folder
from chantier.query.stored_rdf import question_quads
from chantier.rdf.labels import check_distinct
from chantier.rdf.nquads import canonical_merge, line_graph, quad_lines
from chantier.settings import Settings
from chantier.store import sources, versions
from chantier.store.changelog import Changelog
from chantier.store.external_sort import LinesIn, sort_into
from chantier.store.integrity import verify_quads
from chantier.store.manifest import Version
from chantier.store.retention import prune
from chantier.store.storage import afterwards

_LOG = logging.getLogger(__name__)


def build(settings: Settings) -> tuple[Version, bool]:
    """Build the sources into a version and serve it, unless nothing changed.

    Returns:
        The version now served, and whether it is new.

    Raises:
        SourceError: a source cannot be read.
        DoesNotConform: the graph breaks a shape or a check; the old version goes on serving.
        IndistinctBlankNodes: blank nodes are linked too regularly to be told apart.
        BuildInProgress: another build or write did not end in time.
    """
    version, new = _published(settings)
    try:
        ensure(settings.data_dir, version)
    except DumpsError as error:
        _LOG.warning("%s", error)  # the version is served all the same
    return version, new


def commit(
    settings: Settings,
    kept: Path,
    report: str,
    *,
    judged: bool,
    inputs: str,
    origin: str = "build",
    before_publishing: Callable[[], None] = lambda: None,
) -> Version:
    """Publish checked lines as a version: derive, describe, label, write, record, prune.

    Args:
        settings: of this run.
        kept: a file of all lines but those derived and of the description, sorted; another is
            written beside it.
        report: of SHACL, in Turtle.
        judged: whether every graph was checked against the shapes.
        inputs: digest of the sources that were built.
        origin: ``build`` or ``write``.
        before_publishing: called when the rest is only ever finished.
    """
    whole = kept.with_name("whole.nq")
    sort_into(whole, chain(LinesIn(kept), inferred_lines(LinesIn(kept))))
    described = describe_dataset(whole, judged=judged)
    draft = versions.Draft(
        lines=canonical_merge(LinesIn(whole), quad_lines(described)),
        report=report,
        inputs=inputs,
        software=chantier.__version__,
        memory_quads=settings.memory_quads,
        origin=origin,
        default=settings.union_default_graph,
    )
    before_publishing()
    version = versions.publish(settings.data_dir, draft)
    with afterwards("what changed"):
        Changelog(settings.data_dir).catch_up(version)
    with afterwards("which versions are no longer kept"):
        prune(settings.data_dir, settings.versions_kept)
    _LOG.info("version %s: %d quads", version.manifest.id, version.manifest.quads)
    return version


def source_lines(root: Path) -> Iterator[bytes]:
    """Every RDF file and the public questions, as N-Quads lines.

    Raises:
        SourceError: one or more files cannot be read; the message names each. All were tried.
    """
    errors: list[SourceError] = []
    files: dict[str, Path] = {}
    for source in sources.source_files(root):
        other = files.setdefault(source.graph, source.path)
        if other != source.path:
            errors.append(
                SourceError(f"{other.name} would be the same graph. Rename one.", source.path)
            )
            continue
        try:
            yield from sources.read_lines(source)
        except SourceError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SourceError("\n".join(str(error) for error in errors))
    yield from quad_lines(question_quads(read_folder(root / "queries" / "questions").values()))


def _published(settings: Settings) -> tuple[Version, bool]:
    root = settings.sources
    with versions.building(settings.data_dir, versions.LOCK_WAIT_SECONDS):
        inputs = sources.inputs_digest(root, chantier.__version__)
        unchanged = versions.already_checked(
            settings.data_dir, inputs, settings.union_default_graph
        )
        if unchanged:
            return unchanged, False
        with versions.scratch(settings.data_dir) as folder:
            kept = folder / "kept.nq"
            written = _written(settings.data_dir)
            sort_into(kept, chain(source_lines(root), _carried_over(settings.data_dir, written)))
            check_distinct(LinesIn(kept))
            guests = {graph for graph in written if not sources.is_kept(graph)}
            report = _judged(settings, kept, guests, written - guests)
            before = versions.served_id(settings.data_dir)
            judged = settings.shacl_gate or not written
            version = commit(settings, kept, report, judged=judged, inputs=inputs)
        return version, version.manifest.id != before


def _judged(settings: Settings, kept: Path, guests: Set[str], commanded: Set[str]) -> str:
    """The report on what is to be published: our graphs by our rules, those of others by theirs.

    Args:
        settings: of this run.
        kept: the file of all lines.
        guests: the graphs that others wrote, judged by the contract if the gate is on.
        commanded: those that a command of ours wrote, judged by our rules if it is.

    Raises:
        DoesNotConform: something of severity violation was found.
    """
    # pySHACL takes a third of a second to import
    from chantier.validation import contract, shacl
    from chantier.validation.verdict import verdict

    unjudged = set() if settings.shacl_gate else commanded
    ours = LinesIn(kept, frozenset({sources.JOURNAL_GRAPH, *guests, *unjudged}))
    verdicts = [verdict(settings.sources, ours)]
    if settings.shacl_gate and guests:
        theirs = [line for line in LinesIn(kept) if line_graph(line) in guests]
        verdicts.append(contract.judge(theirs, list(ours), thorough=False))
    for each in verdicts:
        if not each.conforms:
            raise DoesNotConform(each.refusal)
    return shacl.merged(each.report.turtle for each in verdicts)


def _written(data_dir: Path) -> set[str]:
    """The graphs of the version being served that no source and no software keeps."""
    try:
        served = versions.current(data_dir)
    except NoVersion:
        return set()
    return {graph for graph in served.manifest.graphs if not sources.reserved_by(graph)}


def _carried_over(data_dir: Path, written: Set[str]) -> Iterator[bytes]:
    """The lines of the version being served that a build publishes again: no write is lost.

    They are those of the graphs that were written, and of the journal.
    """
    try:
        served = versions.current(data_dir)
    except NoVersion:
        return
    graphs = written | {sources.JOURNAL_GRAPH}
    if graphs & served.manifest.graphs.keys():
        verify_quads(served)
        lines = LinesIn(served.quads_path)
        yield from (line for line in lines if line_graph(line) in graphs)
