"""Completions for a query editor: the terms in use and the things most referred to."""

from __future__ import annotations

from collections.abc import Mapping

from chantier.describe.entity import labels_of
from chantier.describe.ontology import uses
from chantier.describe.search.fulltext import AUXILIARY
from chantier.describe.values import literals, values_of
from chantier.namespaces import ID, LANGUAGES, PREFIXES
from chantier.rdf.terms import LABEL_PREDICATES
from chantier.rdf.turtle import short_form
from chantier.store.dataset import Dataset

_LABELS = frozenset(f"<{iri}>".encode() for iri in LABEL_PREDICATES)
_HIDDEN = f"{PREFIXES['skos']}hiddenLabel"
_MAX_THINGS = 500
"""Things proposed; those with the fewest uses are left out."""

Proposal = dict[str, str | int | list[str]]
"""``name``, as a query writes it; its labels, by language; ``uses``; ``hidden``, the words to find
it by that are no names of it, where it has any."""


def completions(data: Dataset) -> dict[str, object]:
    """The project's prefixes, then classes, properties and things, the most used first.

    A class is used by its instances, a property by its triples, as the VoID description counts
    them; a thing by the quads that point at it. Reads every line about things, about a million a
    second.
    """
    used = uses(data)
    return {
        "prefixes": dict(PREFIXES),
        "classes": _proposals(data, used.classes),
        "properties": _proposals(data, used.properties),
        "things": _proposals(data, _things(data), _MAX_THINGS),
    }


def _things(data: Dataset) -> dict[str, int]:
    """The things with a label that readers may look for, each with its number of uses."""
    labelled = set[str]()
    for line in data.lines_beginning(f"<{ID}".encode()):
        subject, predicate, _ = line.split(b" ", 2)
        if predicate in _LABELS:
            labelled.add(subject[1:-1].decode())
    return {
        iri: sum(1 for _ in data.lines_pointing_at(iri))
        for iri in labelled
        if not iri.startswith(AUXILIARY)
    }


def _proposals(
    data: Dataset, counts: Mapping[str, int], limit: int | None = None
) -> list[Proposal]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "name": short_form(iri) or f"<{iri}>",
            **labels_of((data,), iri, LANGUAGES),
            "uses": count,
            **_hidden(data, iri),
        }
        for iri, count in ranked[:limit]
    ]


def _hidden(data: Dataset, iri: str) -> dict[str, list[str]]:
    words = [literal.value for literal in literals(values_of(data, iri), _HIDDEN)]
    return {"hidden": sorted(words)} if words else {}
