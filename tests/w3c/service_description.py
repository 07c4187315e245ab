"""The terms of the vocabulary of service descriptions, and whether a description keeps to them.

Source: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_KINDS_OF = {"GraphCollection": {"Dataset"}}
"""Class → its subclasses."""

_PROPERTIES = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "languageExtension": ("Service", "Feature"),
    "propertyFeature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "supportedLanguage": ("Service", "Language"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
}
"""Property → class of its subjects, class of its objects; empty: any resource."""

_INDIVIDUALS = {
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
}
_CLASSES = {cls for pair in _PROPERTIES.values() for cls in pair if cls}
_OPEN = {"EntailmentRegime", "EntailmentProfile"}
"""Classes whose members other vocabularies define."""


def faults(triples: Iterable[ox.Triple]) -> Iterator[str]:
    """Give, in words, each way in which a description departs from the vocabulary."""
    described = list(triples)
    types: dict[str, set[str]] = {}
    for triple in described:
        if triple.predicate.value == _TYPE and (cls := _local(triple.object)):
            types.setdefault(str(triple.subject), set()).add(cls)
    if not any("Service" in found for found in types.values()):
        yield "nothing is an sd:Service"
    for subject, found in types.items():
        yield from (f"{subject} is an sd:{cls}, which is no class" for cls in found - _CLASSES)
    for triple in described:
        if _local(triple.predicate) in _PROPERTIES:
            yield from _misuses(triple, types)
        elif name := _local(triple.predicate):
            yield f"there is no sd:{name}"


def _misuses(triple: ox.Triple, types: dict[str, set[str]]) -> Iterator[str]:
    name = _local(triple.predicate)
    domain, range_ = _PROPERTIES[name]
    if not _is_a(domain, types.get(str(triple.subject), set())):
        yield f"{triple.subject} has sd:{name} and is not an sd:{domain}"
    if isinstance(triple.object, ox.Literal):
        yield f"sd:{name} has the literal {triple.object}"
    elif range_ and range_ not in _OPEN:
        individual = _INDIVIDUALS.get(_local(triple.object), "")
        if not _is_a(range_, types.get(str(triple.object), set()) | {individual}):
            yield f"{triple.object}, of sd:{name}, is not an sd:{range_}"


def _is_a(cls: str, found: set[str]) -> bool:
    return bool(found & ({cls} | _KINDS_OF.get(cls, set[str]())))


def _local(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """Give the name of a term of the vocabulary; empty for others."""
    iri = term.value if isinstance(term, ox.NamedNode) else ""
    return iri.removeprefix(SD) if iri.startswith(SD) else ""
