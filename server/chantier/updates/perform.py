"""One write from end to end: read, apply, check, commit. Runs in a process of its own.

What the outside sent is read before the lock is taken, so that a hostile document makes nobody
wait; the current version is read after, so that no write is lost.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from chantier.build import commit
from chantier.errors import (
    BodyError,
    DoesNotConform,
    ForbiddenQuery,
    QueryError,
    SourceError,
    UnknownThing,
    VersionChanged,
    WriteRefused,
)
from chantier.namespaces import ENDPOINT
from chantier.publish.description import DESCRIPTION_GRAPH
from chantier.query.sparql.update_scanner import UpdateText, read_update
from chantier.rdf.nquads import line_graph
from chantier.settings import Settings
from chantier.store import versions
from chantier.store.external_sort import sort_into
from chantier.store.sources import JOURNAL_GRAPH, refuse_reserved
from chantier.updates import changes, tokens
from chantier.updates.changes import Change
from chantier.updates.parsing import parse_part
from chantier.updates.request import Kind, Outcome, WriteRequest

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
    surface = read_update(request.text)
    watch(False)
    with versions.building(settings.data_dir, versions.LOCK_WAIT_SECONDS):
        watch(True)
        base = versions.current(settings.data_dir)
        lines = base.quads_path.read_bytes().splitlines(keepends=True)
        existed = request.graph in base.manifest.graphs
        _check_conditions(request, base.manifest.id, existed)
        if request.kind is Kind.DELETE and request.graph and not existed:
            raise UnknownThing(f"There is no graph <{request.graph}>, so it cannot be deleted.")
        if request.kind is Kind.REPLACE and existed and not (quads or request.may_empty):
            raise BodyError(
                "This would delete the graph: the body holds no triple. Send DELETE if that is"
                " meant, or the same with If-Match: *."
            )
        change = _change(settings, request, lines, quads, surface)
        _check_rights(settings, request, change.graphs)
        if change.is_idle:
            return Outcome(base.manifest.id, created=False, changed=False)
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
                judged=settings.shacl_gate,
                inputs=versions.checked_inputs(settings.data_dir),
                origin="write",
                before_publishing=lambda: watch(False),
            )
    created = not existed and request.graph in version.manifest.graphs
    return Outcome(version.manifest.id, created, changed=True)


def _check_conditions(request: WriteRequest, current: str, existed: bool) -> None:
    """Raise when the data are not as the client believed.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-13.1
    """
    if request.versions and current not in request.versions:
        raise VersionChanged(
            "The data changed since you read them (If-Match). Read them again, then write."
        )
    if request.only_new and existed:
        raise VersionChanged(
            f"The graph <{request.graph}> exists already (If-None-Match). Leave the header out to"
            " replace it."
        )


def _change(
    settings: Settings,
    request: WriteRequest,
    lines: Sequence[bytes],
    quads: Sequence[ox.Quad],
    surface: UpdateText,
) -> Change:
    if request.kind in (Kind.REPLACE, Kind.DELETE):
        return changes.replace_change(lines, request.graph, quads)
    if request.kind is Kind.MERGE:
        return changes.merge_change(lines, quads)
    text = surface.with_dataset(request.using, request.using_named)
    if surface.refused:
        changes.check_syntax(text, ENDPOINT)
        raise ForbiddenQuery(surface.refused)
    change = changes.update_change(lines, text, ENDPOINT)
    # Not before: a text that is no update gets its syntax error first.
    touches_default = surface.touches_default and not (request.using or request.using_named)
    if settings.union_default_graph and (touches_default or "" in change.graphs):
        raise QueryError(
            "The update touches the default graph, which here is the union of all named graphs and"
            " cannot be written. Name a graph: WITH <IRI> before DELETE or INSERT, USING <IRI>"
            " before WHERE, or GRAPH <IRI> { … } around the triples."
        )
    return change


def _check_rights(settings: Settings, request: WriteRequest, graphs: Sequence[str]) -> None:
    """Raise when a graph is not for this token, or not for any.

    The command line needs no token, and may not write the sources’ graphs either.
    """
    token = None if request.local else _good_token(settings, request.token)
    for graph in graphs:
        refuse_reserved(graph)
        if token:
            tokens.check_scope(token, graph)


def _good_token(settings: Settings, name: str) -> tokens.Token:
    """Read a token again: it may have been revoked while the write waited for its turn."""
    for token in tokens.all_tokens(settings.data_dir):
        if token.name == name and token.state(datetime.now(UTC)) == "good":
            return token
    raise WriteRefused(f"The token “{name}” was withdrawn meanwhile.")


def _keep(settings: Settings, after: Sequence[bytes], write: changes.Write, kept: Path) -> str:
    """Check what a write leaves and keep it in a file, with the journal's entry.

    Returns:
        The SHACL report, in Turtle.

    Raises:
        DoesNotConform: something of severity violation was found.
    """
    graphs = [(line, line_graph(line)) for line in after]
    checked = [line for line, graph in graphs if graph not in (DESCRIPTION_GRAPH, JOURNAL_GRAPH)]
    report = _report(settings, checked) if settings.shacl_gate else NOT_JUDGED
    journal = [line for line, graph in graphs if graph == JOURNAL_GRAPH]
    sort_into(kept, chain(checked, journal, changes.journal_lines(write)))
    return report


def _report(settings: Settings, lines: Sequence[bytes]) -> str:
    """The SHACL report of checking quads as a build would.

    Raises:
        DoesNotConform: something of severity violation was found, or pySHACL cannot evaluate a
            shape on what was written.
    """
    from chantier.validation.verdict import (  # pySHACL takes a third of a second to import
        MAX_REFUSAL_FINDINGS,
        verdict,
    )

    try:
        checked = verdict(settings.sources, lines, thorough=False)
    except SourceError as error:
        raise DoesNotConform(f"The graph was not judged; nothing was published: {error}") from error
    if not checked.conforms:
        findings = [
            {name: str(value or "") for name, value in asdict(finding).items()}
            for finding in checked.findings[:MAX_REFUSAL_FINDINGS]
        ]
        raise DoesNotConform(checked.refusal, findings, checked.report.turtle)
    return checked.report.turtle
