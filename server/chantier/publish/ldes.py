"""The change feed as a Linked Data Event Stream: its members, its pages, and the stream itself.

A member is a version object: all that is said of a thing as it became, under an IRI of its own,
each quad in its named graph. What the feed says of a member is in the default graph, in terms that
the data does not use, so that the two stay distinct even where graphs are lost.

Sources: https://w3id.org/ldes/specification, https://w3id.org/tree/specification
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import count
from typing import Any

import pyoxigraph as ox

from chantier.namespaces import BASE, CHANGES, DATASET, PREFIXES, VERSION
from chantier.rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from chantier.rdf.nquads import parse_lines
from chantier.rdf.terms import bilingual, in_graph, say, typed
from chantier.rdf.writers import statement_bytes, used_prefixes
from chantier.store.changelog import EntityChange

PAGE_SIZE_MEMBERS = 100
"""Members of a full page. Clients keep pages for ever: another size needs a new epoch."""
MAX_AGE_SECONDS = 60
"""How long a page that still grows may be cached, and the polling interval of clients."""

FORMATS = (TURTLE, TRIG, JSON_LD, N_QUADS, N_TRIPLES)
"""Formats of pages, the default first."""
BETTER_FORMATS = {N_QUADS: (TRIG, JSON_LD, TURTLE), N_TRIPLES: (TURTLE, TRIG, JSON_LD)}
"""Format → those to prefer where the client takes one. Clients look for the address they asked for,
and these formats have no relative IRIs: in them pages have their permanent addresses."""
_GRAPHLESS = (TURTLE, N_TRIPLES)
_NAMESPACES = {
    **PREFIXES,
    "as": "https://www.w3.org/ns/activitystreams#",
    "ldes": "https://w3id.org/ldes#",
    "tree": "https://w3id.org/tree#",
}
_say = partial(say, prefixes=_NAMESPACES)
_TITLES = bilingual(
    "Changements du graphe de connaissances du Chantier de l’économie sociale",
    "Changes to the knowledge graph of the Chantier de l’économie sociale",
)


def page_count(changes: int) -> int:
    """The number of pages: the last one grows, and may still be empty."""
    return changes // PAGE_SIZE_MEMBERS + 1


def member_iri(epoch: str, number: int) -> str:
    """The IRI of a change, which leads to the page it is on."""
    return f"{CHANGES}/{epoch}/{(number - 1) // PAGE_SIZE_MEMBERS + 1}#{number}"


def write_feed_page(
    epoch: str, number: int, changes: Sequence[EntityChange], chosen: Format
) -> bytes:
    """A page of the feed: its members, in the order the changes were made."""
    held = b"".join(change.lines for change in changes)
    names = (f"urn:here:{attempt}:" for attempt in count())
    here = next(name for name in names if name.encode() not in held)
    quads = in_graph(_say(CHANGES, "a", "tree:Collection"))
    quads += in_graph(_say(CHANGES, "tree:view", here))
    quads += in_graph(_say(here, "a", "tree:Node"))
    if len(changes) == PAGE_SIZE_MEMBERS:
        quads += in_graph(_say(here, "ldes:immutable", ox.Literal(True)))
    for change in changes:
        member = member_iri(epoch, change.number)
        quads += in_graph(_say(CHANGES, "tree:member", member))
        quads += _member(member, change)
    return _written(quads, chosen, here, f"{CHANGES}/{epoch}/{number}")


def write_feed_entry(
    epoch: str,
    moments: Sequence[tuple[str, str]],
    changes: int,
    licences: Iterable[str],
    chosen: Format,
) -> bytes:
    """The entry of the feed: what the stream is, and the way to each of its pages.

    Args:
        epoch: of the feed.
        moments: for each page that has members, when its first and its last change were made.
        changes: how many there are.
        licences: IRIs of the licences of the dataset.
        chosen: format.
    """
    here = "urn:here:"
    retention = f"{here}#retention"
    triples = [
        *_say(CHANGES, "a", "ldes:EventStream", "tree:Collection"),
        *_say(CHANGES, "dcterms:title", *_TITLES),
        *_say(CHANGES, "dcterms:license", *licences),
        *_say(CHANGES, "dcterms:source", DATASET),
        *_say(CHANGES, "ldes:timestampPath", "prov:generatedAtTime"),
        *_say(CHANGES, "ldes:versionOfPath", "dcterms:isVersionOf"),
        *_say(CHANGES, "ldes:versionDeleteObject", "as:Delete"),
        *_say(CHANGES, "ldes:pollingInterval", MAX_AGE_SECONDS),
        *_say(CHANGES, "tree:view", here),
        *_say(here, "a", "tree:Node", "ldes:EventSource"),
    ]
    if moments:  # all is kept, but nothing is known of what was before this epoch
        triples += _say(here, "ldes:retentionPolicy", retention)
        triples += _say(retention, "a", "ldes:RetentionPolicy")
        triples += _say(retention, "ldes:startingFrom", _moment(moments[0][0]))
    for number in range(1, page_count(changes) + 1):
        for index, (relation, value) in enumerate(_bounds(number, moments, changes)):
            link = ox.BlankNode(f"page{number}bound{index}")  # equal streams give equal bytes
            triples += _say(here, "tree:relation", link)
            triples += _say(link, "a", relation)
            triples += _say(link, "tree:node", f"{here}changes/{epoch}/{number}")
            triples += _say(link, "tree:path", "prov:generatedAtTime")
            triples += _say(link, "tree:value", _moment(value))
    return _written(in_graph(triples), chosen, here, CHANGES)


def _bounds(
    number: int, moments: Sequence[tuple[str, str]], changes: int
) -> Iterator[tuple[str, str]]:
    """The relations that lead to a page, each with its moment."""
    if number <= len(moments):
        first, last = moments[number - 1]
        yield "tree:GreaterThanOrEqualToRelation", first
        if number < page_count(changes):
            yield "tree:LessThanOrEqualToRelation", last
    elif moments:  # the page that the next change will be on
        yield "tree:GreaterThanOrEqualToRelation", moments[-1][1]


def _member(member: str, change: EntityChange) -> Iterator[ox.Quad]:
    """The quads of a change: what it is, then the thing as it became."""
    yield from in_graph(_say(member, "dcterms:isVersionOf", change.iri))
    yield from in_graph(_say(member, "prov:generatedAtTime", _moment(change.at)))
    yield from in_graph(_say(member, "as:context", VERSION + change.version))
    if change.withdrawn:
        yield from in_graph(_say(member, "a", "as:Delete"))
        yield from in_graph(_say(member, "as:object", change.iri))
    thing, itself = ox.NamedNode(change.iri), ox.NamedNode(member)
    quads = parse_lines(change.lines.splitlines(keepends=True))
    for quad in sorted(quads, key=lambda quad: str(quad.graph_name)):
        subject = itself if quad.subject == thing else _apart(quad.subject, change.number)
        value = _apart(quad.object, change.number)
        yield ox.Quad(subject, quad.predicate, value, quad.graph_name)


def _apart(term: Any, number: int) -> Any:
    """A term; a blank node with a label that no other member has."""
    return ox.BlankNode(f"m{number}{term.value}") if isinstance(term, ox.BlankNode) else term


def _moment(text: str) -> ox.Literal:
    return typed(text, "xsd:dateTime")


def _written(quads: Sequence[ox.Quad], chosen: Format, here: str, address: str) -> bytes:
    """Quads in a format.

    Args:
        quads: with IRIs that begin with ``here``: alone, the document; else, what lies beside it.
        chosen: the format.
        here: stands for the address that was asked for.
        address: the permanent one.
    """
    distinct = dict.fromkeys(quad.triple for quad in quads) if chosen in _GRAPHLESS else quads
    prefixes = used_prefixes(statement_bytes(quads, N_QUADS), _NAMESPACES)
    text = statement_bytes(distinct, chosen, prefixes)
    if chosen not in BETTER_FORMATS:
        return text.replace(here.encode(), b"")
    text = re.sub(rf"<{here}(?=[>#])".encode(), f"<{address}".encode(), text)
    return text.replace(here.encode(), BASE.encode())
