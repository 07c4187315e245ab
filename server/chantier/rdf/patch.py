"""The difference of two datasets as RDF Patch, and as data a program or a page can show.

Source: https://jena.apache.org/documentation/rdf-patch/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from chantier.rdf.diff import CanonicalText, ThingChange, line_differences
from chantier.rdf.nquads import graph_iri, parse_lines
from chantier.rdf.terms import Term


def write_patch(
    before: CanonicalText, after: CanonicalText, identifier: str, previous: str
) -> Iterator[bytes]:
    """The rows of the RDF Patch that makes one dataset of another.

    A row that changes something is a letter, a space and a canonical N-Quads line, so a patch
    applies to the lines of a dataset to the letter, blank nodes included: from the file of one
    version it makes the very file of the other, with its digest. A store that has labels of its
    own for blank nodes cannot find them by those of the file.

    Args:
        before: canonical lines.
        after: canonical lines.
        identifier: IRI of the state it leads to.
        previous: IRI of the state it starts from.
    """
    yield f"H id <{identifier}> .\n".encode()
    yield f"H prev <{previous}> .\n".encode()
    yield b"TX .\n"
    for mark, line in line_differences(before, after):
        yield mark + b" " + line
    yield b"TC .\n"


def totals(changes: Sequence[ThingChange]) -> tuple[int, int]:
    """Number of statements added, and of those removed."""
    added = sum(len(change.added) for change in changes)
    return added, sum(len(change.removed) for change in changes)


def difference_data(
    before: str,
    after: str,
    facts: Sequence[ThingChange],
    derived: Sequence[ThingChange],
    labels: Callable[[str], dict[str, str]],
) -> dict[str, Any]:
    """A difference as data for JSON: thing by thing, what was removed beside what was added.

    Args:
        before: what the first dataset is called.
        after: what the second is called.
        facts: what changed of each thing.
        derived: what software counted or wrote down anew of each; it stands apart.
        labels: gives the label of an IRI, by language.
    """
    return {
        "from": before,
        "to": after,
        **_changes_data(facts, labels),
        "derived": _changes_data(derived, labels),
    }


def _changes_data(
    changes: Sequence[ThingChange], labels: Callable[[str], dict[str, str]]
) -> dict[str, Any]:
    added, removed = totals(changes)
    things = [
        {"iri": change.iri, "labels": labels(change.iri), "changes": _property_changes(change)}
        for change in changes
    ]
    return {"added": added, "removed": removed, "things": things}


def _property_changes(change: ThingChange) -> list[dict[str, Any]]:
    grouped: dict[tuple[str, str, str], dict[str, Any]] = {}
    for kind, lines in (("removed", change.removed), ("added", change.added)):
        for quad in parse_lines(lines):
            subject = quad.subject
            name = str(subject) if isinstance(subject, ox.BlankNode) else change.iri
            key = (name, quad.predicate.value, graph_iri(quad))
            start = {"subject": key[0], "predicate": key[1], "graph": key[2]}
            group = grouped.setdefault(key, start | {"removed": [], "added": []})
            group[kind].append(_term_data(quad.object))
    # What is said of the thing itself comes before what is said of its blank nodes.
    return [grouped[key] for key in sorted(grouped, key=lambda key: (key[0] != change.iri, key))]


def _term_data(term: Term) -> dict[str, str]:
    """A term as SPARQL results in JSON have it.

    Source: https://www.w3.org/TR/sparql11-results-json/#select-encode-terms
    """
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        data = {"type": "literal", "value": term.value}
        if term.language:
            return data | {"xml:lang": term.language}
        return data | {"datatype": term.datatype.value}
    return {"type": "bnode", "value": str(term).removeprefix("_:")}
