"""The document of a thing: its concise bounded description, what points at it, how that is known.

All is found by searching in sorted lines, and a page holds so many of the links that lead to the
thing, however many there are.

Source: https://www.w3.org/submissions/CBD/
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import line_terms, parse_lines
from chantier.store.dataset import Dataset
from chantier.store.inferred import asserted

PAGE_SIZE_LINKS = 100
"""Links that lead to a thing, on one page of its document."""

_SUBJECT = f"<{PREFIXES['rdf']}subject>".encode()
"""Predicate by which an attestation points at the thing that it is about."""
_QUOTED = f"<{PREFIXES['prov']}wasQuotedFrom>".encode()
"""Predicate by which what was read in a source points at the passage."""
_SELECTOR = f"<{PREFIXES['oa']}hasSelector>".encode()
"""Predicate by which a passage points at what says where it stands."""
_LABELS = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['rdfs']}label")


@dataclass(frozen=True, slots=True)
class ConciseDescription:
    """One page of the document of a thing."""

    quads: list[ox.Quad]
    iris: list[str]
    """The thing, and every IRI that the quads name as subject or object."""
    is_last: bool
    """Whether no page comes after it."""


def concise_description(dataset: Dataset, iri: str, page: int = 1) -> ConciseDescription | None:
    """One page of the document of a thing; ``None`` where there is no such page.

    The first page has the quads of the thing; each has its share of those by which other things
    point at it. With them come the quads of attestations, of quoted passages and of the selectors
    of passages, and the asserted labels of all that is named, in every language. A link that starts
    from a blank node is left to the document of the thing which that belongs to.

    Args:
        dataset: where to look.
        iri: of the thing.
        page: counted from 1.
    """
    own = dataset.lines_about(iri) if page == 1 else []
    links = (line for line in dataset.lines_pointing_at(iri) if line[:1] == b"<")
    start = PAGE_SIZE_LINKS * (page - 1)
    incoming = list(islice(links, start, start + PAGE_SIZE_LINKS + 1))
    if page > 1 and not incoming:
        return None
    is_last, incoming = len(incoming) <= PAGE_SIZE_LINKS, incoming[:PAGE_SIZE_LINKS]
    lines = dict.fromkeys(own + incoming)
    attestations = {subject for subject, verb, _ in map(line_terms, incoming) if verb == _SUBJECT}
    _add_each(lines, dataset, attestations)
    passages = _objects(lines, _QUOTED)
    _add_each(lines, dataset, passages - {f"<{iri}>".encode()})
    _add_each(lines, dataset, _objects(lines, _SELECTOR))
    iris = _nodes(lines) | {iri}
    for name in sorted(iris):
        for predicate in _LABELS:
            lines |= dict.fromkeys(asserted(dataset.lines_with(name, predicate)))
    return ConciseDescription(parse_lines(list(lines)), sorted(iris), is_last)


def _objects(lines: Iterable[bytes], predicate: bytes) -> set[bytes]:
    """What lines point at by a predicate."""
    return {value for _, verb, value in map(line_terms, lines) if verb == predicate}


def _add_each(lines: dict[bytes, None], dataset: Dataset, nodes: Iterable[bytes]) -> None:
    """Add the lines about each node."""
    for node in sorted(nodes):
        if node[:1] == b"<":
            lines |= dict.fromkeys(dataset.lines_about(node[1:-1].decode()))


def _nodes(lines: Iterable[bytes]) -> set[str]:
    """The IRIs that lines have as subject or object."""
    return {
        node[1:-1].decode()
        for subject, _, value in map(line_terms, lines)
        for node in (subject, value)
        if node[:1] == b"<"
    }
