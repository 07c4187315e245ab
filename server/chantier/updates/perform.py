"""One write from end to end: read, apply, check, commit. Runs in a process of its own.

What the outside sent is read before the lock is taken, so that a hostile document makes nobody
wait; the current version is read after, so that no write is lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from chantier.build import commit
from chantier.default_dataset import DEFAULT_GRAPHS, DefaultDataset
from chantier.errors import (
    BodyError,
    DoesNotConform,
    ForbiddenQuery,
    QueryError,
    SourceError,
    UnknownThing,
    VersionChanged,
)
from chantier.namespaces import ENDPOINT
from chantier.publish.description import says_it_conforms
from chantier.query.sparql.update_scanner import UpdateText, read_update
from chantier.rdf.labels import check_distinct
from chantier.rdf.nquads import line_graph, parse_lines, quad_lines, recanonicalised
from chantier.settings import Settings
from chantier.store import versions
from chantier.store.external_sort import sort_into
from chantier.store.integrity import verify_quads
from chantier.store.sources import JOURNAL_GRAPH, is_asked_by_default, is_computed, is_kept
from chantier.updates import changes
from chantier.updates.changes import Change
from chantier.updates.parsing import parse_part
from chantier.updates.request import Kind, Outcome, WriteRequest
from chantier.updates.rights import Rights, graphs_left, rights_of

if TYPE_CHECKING:
    from chantier.validation.verdict import Verdict

_REFUSALS = {
    "LOAD": (
        "LOAD est refusé ici : le serveur ne va rien chercher. Prenez le fichier vous-même et"
        " envoyez-le à /store?graph=IRI.",
        "LOAD is refused here: the server fetches nothing. Fetch the file yourself and send it to"
        " /store?graph=IRI.",
    ),
    "SERVICE": (
        "SERVICE est refusé dans une mise à jour : il interrogerait un autre serveur."
        " Interrogez-le vous-même, puis écrivez ce que vous avez reçu.",
        "SERVICE is refused in an update: it would ask another server. Ask it yourself, and write"
        " what you got.",
    ),
}
"""Word that is not carried out → why, in French and in English."""
NOT_JUDGED = "# This version was not judged: the setting shacl_gate is off.\n"

Watch = Callable[[bool], None]
"""Called with ``True`` when work begins that may be cut short, ``False`` when it no longer may."""


def perform(settings: Settings, request: WriteRequest, watch: Watch) -> Outcome:
    """Carry out a write and publish the version it makes; nothing is changed if it fails.

    Raises:
        ChantierError: any reason for refusing it; nothing was changed.
    """
    started = datetime.now(UTC)
    watch(True)
    base_iri = request.graph or ENDPOINT
    quads = [quad for part in request.parts for quad in parse_part(part, request.graph, base_iri)]
    sent = quad_lines(quads)
    check_distinct(sent)
    if request.kind is Kind.REPLACE:  # no other blank node of this graph stays: no label is taken
        quads = parse_lines(recanonicalised(sent))
    surface = read_update(request.text)
    watch(False)
    with versions.building(settings.data_dir, versions.LOCK_WAIT_SECONDS):
        watch(True)
        base = versions.current(settings.data_dir)
        verify_quads(base)
        lines = base.quads_path.read_bytes().splitlines(keepends=True)
        existed = request.graph in base.manifest.graphs
        _check_conditions(request, base.manifest.id, existed)
        if request.kind is Kind.DELETE and request.graph and not existed:
            raise UnknownThing(
                f"Il n’y a pas de graphe <{request.graph}> : il ne peut être supprimé.",
                f"There is no graph <{request.graph}>, so it cannot be deleted.",
            )
        if request.kind is Kind.REPLACE and existed and not (quads or request.may_empty):
            raise BodyError(
                "Ceci supprimerait le graphe : le corps ne contient aucun triplet. Si c’est ce qui"
                " est voulu, envoyez DELETE, ou la même demande avec If-Match: *.",
                english="This would delete the graph: the body holds no triple. Send DELETE if that"
                " is meant, or the same with If-Match: *.",
            )
        rights = rights_of(settings.data_dir, request.token, local=request.local)
        graphs = list(base.manifest.graphs)
        change = _change(settings, request, lines, quads, surface, rights, graphs)
        rights.check_graphs(change.graphs)
        rights.check_statements(change.added, lines)
        if request.kind is Kind.UPDATE:  # which may link what the body alone did not
            check_distinct(change.components_after(lines))
        left = tuple(graphs_left(rights, surface.clearings, graphs))
        if change.is_idle:
            return Outcome(base.manifest.id, created=False, changed=False, left=left)
        write = changes.Write(
            identifier=f"{started:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}",
            token=request.token,
            started=started.isoformat(timespec="seconds"),
            parent=base.manifest.id,
            graphs=tuple(change.graphs),
        )
        with versions.scratch(settings.data_dir) as folder:
            kept = folder / "kept.nq"
            version = commit(
                settings,
                kept,
                _keep(settings, change.applied(lines), write, kept),
                judged=settings.shacl_gate and _all_judged(lines, write.graphs),
                inputs=versions.checked_inputs(settings.data_dir),
                origin="write",
                before_publishing=lambda: watch(False),
            )
    created = not existed and request.graph in version.manifest.graphs
    return Outcome(version.manifest.id, created, changed=True, left=left)


def _check_conditions(request: WriteRequest, current: str, existed: bool) -> None:
    """Raise when the data are not as the client believed.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1
    """
    if request.versions and current not in request.versions:
        raise VersionChanged(
            "Les données ont changé depuis que vous les avez lues (If-Match). Relisez-les, puis"
            " écrivez.",
            "The data changed since you read them (If-Match). Read them again, then write.",
        )
    if request.only_new and existed:
        raise VersionChanged(
            f"Le graphe <{request.graph}> existe déjà (If-None-Match). Pour le remplacer, n’envoyez"
            " pas cet en-tête.",
            f"The graph <{request.graph}> exists already (If-None-Match). Leave the header out to"
            " replace it.",
        )


def _change(
    settings: Settings,
    request: WriteRequest,
    lines: Sequence[bytes],
    quads: Sequence[ox.Quad],
    surface: UpdateText,
    rights: Rights,
    graphs: Sequence[str],
) -> Change:
    if request.kind in (Kind.REPLACE, Kind.DELETE):
        return changes.replace_change(lines, request.graph, quads)
    if request.kind is Kind.MERGE:
        return changes.merge_change(lines, quads)
    text, default = surface.edited(request.using, request.using_named), settings.union_default_graph
    if surface.refused or surface.clearings or surface.loaded:
        changes.check_syntax(text, ENDPOINT)
    if surface.refused:
        raise ForbiddenQuery(*_REFUSALS[surface.refused])
    if surface.clearings:
        instead = {
            item: rights.instead_of(item, graphs, is_virtual=default.is_virtual)
            for item in surface.clearings
        }
        text = surface.edited(request.using, request.using_named, instead)
    names_graphs = bool(request.using or request.using_named)
    asks_facts = default is DefaultDataset.FACTS and surface.reads_default and not names_graphs
    asked = is_asked_by_default if asks_facts else None
    change = changes.update_change(lines, text, ENDPOINT, asked).without_derived()
    # Not before: a text that is no update gets its syntax error first.
    reads = surface.reads_default and default is DefaultDataset.UNION
    touches_default = (surface.writes_default or reads) and not names_graphs
    if default.is_virtual and (touches_default or "" in change.graphs):
        french, english = DEFAULT_GRAPHS[default]
        raise QueryError(
            f"La mise à jour touche le graphe par défaut, qui est ici {french} et"
            " ne s’écrit pas. Nommez un graphe : WITH <IRI> devant DELETE ou INSERT, USING <IRI>"
            " devant WHERE, ou GRAPH <IRI> { … } autour des triplets.",
            f"The update touches the default graph, which here is {english} and"
            " cannot be written. Name a graph: WITH <IRI> before DELETE or INSERT, USING <IRI>"
            " before WHERE, or GRAPH <IRI> { … } around the triples.",
        )
    return change


def _keep(settings: Settings, after: Sequence[bytes], write: changes.Write, kept: Path) -> str:
    """Check what a write leaves and keep it in a file, with the journal's entry.

    Returns:
        The SHACL report, in Turtle.

    Raises:
        DoesNotConform: something of severity violation was found.
    """
    graphs = [(line, line_graph(line)) for line in after]
    checked = [line for line, graph in graphs if not is_computed(graph)]
    report = _report(settings, checked, write.graphs) if settings.shacl_gate else NOT_JUDGED
    journal = [line for line, graph in graphs if graph == JOURNAL_GRAPH]
    sort_into(kept, chain(checked, journal, changes.journal_lines(write)))
    return report


def _all_judged(before: Sequence[bytes], graphs: Sequence[str]) -> bool:
    """Whether what a write leaves of other written graphs was judged too, while it was written."""
    others = (graph for line in before if not is_kept(graph := line_graph(line)))
    return says_it_conforms(before) or all(graph in graphs for graph in others)


def _report(settings: Settings, lines: Sequence[bytes], graphs: Sequence[str]) -> str:
    """The SHACL report of judging quads as a build would.

    The graph that is written is judged by the contract; those of others stay as they were, and hold
    up nobody else. Ours are as they were, and were judged when they were built, unless a command of
    ours wrote one.

    Args:
        settings: of this run.
        lines: all that the write leaves.
        graphs: those that it changes.

    Raises:
        DoesNotConform: something of severity violation was found, or pySHACL cannot evaluate a
            shape on what was written.
    """
    # pySHACL takes a third of a second to import
    from chantier.validation import contract, shacl
    from chantier.validation.verdict import verdict
    from chantier.validation.wrong_namespaces import once_each

    kept, guests, beside = list[bytes](), list[bytes](), list[bytes]()
    for line in lines:
        graph = line_graph(line)
        (kept if is_kept(graph) else guests if graph in graphs else beside).append(line)
    try:
        judged = contract.judge(guests, kept, beside=beside, thorough=False)
        verdicts = [replace(judged, findings=once_each(judged.findings))]
        if any(map(is_kept, graphs)):
            verdicts.append(verdict(settings.sources, kept, thorough=False))
    except SourceError as error:
        raise DoesNotConform(f"The graph was not judged; nothing was published: {error}") from error
    for checked in verdicts:
        if not checked.conforms:
            raise _refusal(checked)
    return shacl.merged(each.report.turtle for each in verdicts)


def _refusal(checked: Verdict) -> DoesNotConform:
    from chantier.validation.verdict import MAX_REFUSAL_FINDINGS

    findings = [
        {name: str(value or "") for name, value in asdict(finding).items()}
        for finding in checked.findings[:MAX_REFUSAL_FINDINGS]
    ]
    return DoesNotConform(checked.refusal, findings, checked.report.turtle)
