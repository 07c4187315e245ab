"""The VoID description of a dataset and its graphs: counts, access, link sets.

Source: https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from chantier.namespaces import DATASET, ENDPOINT, PREFIXES
from chantier.publish.counts import Counts
from chantier.publish.dumps.filenames import term_name
from chantier.rdf.terms import Facts, ObjectValue, say, values

PARTITIONS = (f"{PREFIXES['void']}classPartition", f"{PREFIXES['void']}propertyPartition")
"""Properties from a dataset to the counts of each class and property: hundreds of quads."""


def sized(iri: str, counts: Counts) -> Iterator[ox.Triple]:
    """How large a graph is.

    Its classes and properties are not counted one by one: nobody asks for them graph by graph, and
    a query counts them.
    """
    yield from say(iri, "a", "void:Dataset")
    yield from say(iri, "void:triples", counts.triples)
    yield from say(iri, "void:entities", counts.entities)


def counted(iri: str, counts: Counts, *, objects: bool = True) -> Iterator[ox.Triple]:
    """All counts of a dataset.

    Args:
        iri: of the dataset.
        counts: of what it holds.
        objects: whether the number of distinct objects is among them.
    """
    yield from sized(iri, counts)
    yield from say(iri, "void:classes", len(counts.classes))
    yield from say(iri, "void:properties", len(counts.properties))
    yield from say(iri, "void:distinctSubjects", counts.subjects)
    if objects:
        yield from say(iri, "void:distinctObjects", counts.objects)
    classes, properties = by_iri(counts.classes), by_iri(counts.properties)
    namespaces = {_namespace(name) for name in (*classes, *properties)}
    yield from say(iri, "void:vocabulary", *map(ox.NamedNode, sorted(namespaces)))
    yield from _partitions(iri, "class", "void:entities", classes)
    yield from _partitions(iri, "property", "void:triples", properties)


def access(iri: str, dumps: Iterable[ObjectValue]) -> Iterator[ox.Triple]:
    """The endpoint of a dataset, and its dumps."""
    yield from say(iri, "void:sparqlEndpoint", ENDPOINT)
    yield from say(iri, "void:dataDump", *dumps)


def linksets(triples: Iterable[bytes], facts: Facts) -> Iterator[ox.Triple]:
    """The number of triples of each link set that the dataset describes.

    They are those with one of its link predicates and an object in its target’s IRI space.

    Args:
        triples: of the whole dataset, each once, as N-Quads lines start.
        facts: at least about the linksets and their targets.
    """
    sets = [iri for iri in sorted(facts) if values(facts, iri, "void:objectsTarget")]
    spaces = {
        iri: tuple(
            space
            for target in values(facts, iri, "void:objectsTarget")
            for space in values(facts, target, "void:uriSpace")
        )
        for iri in sets
    }
    predicates = {iri: set(values(facts, iri, "void:linkPredicate")) for iri in sets}
    wanted = {f"<{name}>".encode() for names in predicates.values() for name in names}
    found = Counter[str]()
    for triple in triples if wanted else ():
        _, predicate, value = triple.split(b" ", 2)
        if predicate in wanted and value[:1] == b"<":
            verb, target = predicate[1:-1].decode(), value[1:-1].decode()
            for iri in sets:
                found[iri] += verb in predicates[iri] and target.startswith(spaces[iri])
    for iri in sets:
        yield from say(iri, "void:triples", found[iri])
        yield from say(DATASET, "void:subset", iri)


def by_iri(counts: Mapping[bytes, int]) -> dict[str, int]:
    """Counts by IRI, from counts by what N-Quads writes."""
    return {name[1:-1].decode(): count for name, count in counts.items()}


def partition_iri(iri: str, kind: str, name: str) -> str:
    """The IRI of the part of a dataset that a class or a property makes up, in its document.

    Args:
        iri: of the dataset.
        kind: ``class`` or ``property``.
        name: IRI of the class or property.
    """
    return f"{iri}#{kind}-{term_name(name)}"


def _partitions(
    iri: str, kind: str, measure: str, counts: Mapping[str, int]
) -> Iterator[ox.Triple]:
    for name, count in sorted(counts.items()):
        partition = partition_iri(iri, kind, name)
        yield from say(iri, f"void:{kind}Partition", partition)
        yield from say(partition, f"void:{kind}", ox.NamedNode(name))
        yield from say(partition, measure, count)


def _namespace(iri: str) -> str:
    last = next(mark for mark in "#/:" if mark in iri)
    return iri[: iri.rindex(last) + 1]
