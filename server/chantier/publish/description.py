"""The graph that describes the dataset: counts, vocabularies, endpoint, conformance.

It is computed from the quads alone, without a clock, so the same sources give the same graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from chantier.model.formats import GRAPH_FORMATS, RESULT_FORMATS
from chantier.model.quads import split_line
from chantier.namespaces import BASE, DATASET, ENDPOINT, GRAPH, ID, PREFIXES

DESCRIPTION_GRAPH = f"{GRAPH}description"
REPORT = f"{BASE}report"
_CONFORMANCE_METRIC = f"{ID}mesure-qualite/conformite-shacl"
_CONFORMANCE = f"{ID}mesure-qualite/conformite-shacl/resultat"

_RDF_TYPE = f"<{PREFIXES['rdf']}type>".encode()
_FORMAT_IRI = "http://www.w3.org/ns/formats/"
_FORMATS = {
    "turtle": "Turtle",
    "jsonld": "JSON-LD",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "trig": "TriG",
    "nquads": "N-Quads",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}
"""Our format names → local names of the W3C's format IRIs."""


def describe(lines: Iterable[bytes], *, judged: bool = True) -> list[ox.Quad]:
    """Give the description graph of a dataset.

    Args:
        lines: the dataset, as distinct N-Quads lines.
        judged: whether it was found to conform; if not, nothing is said of conformance.

    Sources: https://www.w3.org/TR/void/, https://www.w3.org/TR/sparql11-service-description/,
    https://www.w3.org/TR/vocab-dqv/
    """
    graph = ox.NamedNode(DESCRIPTION_GRAPH)
    split = [split_line(line) for line in lines]
    per_graph = Counter(name for _, name in split)
    triples = [
        *_void({triple for triple, _ in split}, per_graph),
        *_service(sorted({name for name in per_graph if name} | {DESCRIPTION_GRAPH})),
        *(_quality() if judged else ()),
    ]
    return [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]


def _void(union: set[bytes], per_graph: Counter[str]) -> Iterator[ox.Triple]:
    terms = [triple.split(b" ", 2) for triple in union]
    types = [(subject, value) for subject, predicate, value in terms if predicate == _RDF_TYPE]
    classes = Counter(value[1:-1].decode() for _, value in types if value[:1] == b"<")
    properties = Counter(predicate[1:-1].decode() for _, predicate, _ in terms)
    typed = {subject for subject, _ in types if subject[:1] == b"<"}
    subjects = {subject for subject, _, _ in terms}
    objects = {value for _, _, value in terms}
    yield _triple(DATASET, "rdf:type", _iri("void:Dataset"))
    yield _triple(DATASET, "void:triples", _count(len(union)))
    yield _triple(DATASET, "void:entities", _count(len(typed)))
    yield _triple(DATASET, "void:distinctSubjects", _count(len(subjects)))
    yield _triple(DATASET, "void:distinctObjects", _count(len(objects)))
    yield _triple(DATASET, "void:classes", _count(len(classes)))
    yield _triple(DATASET, "void:properties", _count(len(properties)))
    yield _triple(DATASET, "void:uriSpace", ox.Literal(BASE))
    yield _triple(DATASET, "void:sparqlEndpoint", ox.NamedNode(ENDPOINT))
    for namespace in sorted({_namespace(iri) for iri in (*classes, *properties)}):
        yield _triple(DATASET, "void:vocabulary", ox.NamedNode(namespace))
    yield from _partitions("class", "void:class", "void:entities", classes)
    yield from _partitions("property", "void:property", "void:triples", properties)
    for name, count in sorted(per_graph.items()):
        if not name:
            continue  # the default graph has no IRI to speak of it
        yield _triple(DATASET, "void:subset", ox.NamedNode(name))
        yield _triple(name, "void:triples", _count(count))


def _partitions(kind: str, key: str, measure: str, counts: Counter[str]) -> Iterator[ox.Triple]:
    for iri, count in sorted(counts.items()):
        partition = ox.BlankNode()
        yield _triple(DATASET, f"void:{kind}Partition", partition)
        yield ox.Triple(partition, _iri(key), ox.NamedNode(iri))
        yield ox.Triple(partition, _iri(measure), _count(count))


def _service(graphs: list[str]) -> Iterator[ox.Triple]:
    dataset = ox.BlankNode()
    yield _triple(ENDPOINT, "rdf:type", _iri("sd:Service"))
    yield _triple(ENDPOINT, "sd:endpoint", ox.NamedNode(ENDPOINT))
    yield _triple(ENDPOINT, "sd:supportedLanguage", _iri("sd:SPARQL11Query"))
    yield _triple(ENDPOINT, "sd:feature", _iri("sd:UnionDefaultGraph"))
    for item in (*RESULT_FORMATS, *GRAPH_FORMATS):
        iri = ox.NamedNode(_FORMAT_IRI + _FORMATS[item.name])
        yield _triple(ENDPOINT, "sd:resultFormat", iri)
    yield _triple(ENDPOINT, "sd:defaultDataset", dataset)
    yield ox.Triple(dataset, _iri("rdf:type"), _iri("sd:Dataset"))
    for name in graphs:
        described = ox.BlankNode()
        yield ox.Triple(dataset, _iri("sd:namedGraph"), described)
        yield ox.Triple(described, _iri("rdf:type"), _iri("sd:NamedGraph"))
        yield ox.Triple(described, _iri("sd:name"), ox.NamedNode(name))


def _quality() -> Iterator[ox.Triple]:
    yield _triple(DATASET, "dqv:hasQualityMeasurement", ox.NamedNode(_CONFORMANCE))
    yield _triple(_CONFORMANCE, "rdf:type", _iri("dqv:QualityMeasurement"))
    for language, label in (("fr", "Conformité aux formes SHACL"), ("en", "SHACL conformance")):
        yield _triple(_CONFORMANCE, "skos:prefLabel", ox.Literal(label, language=language))
        yield _triple(_CONFORMANCE_METRIC, "skos:prefLabel", ox.Literal(label, language=language))
    yield _triple(_CONFORMANCE_METRIC, "rdf:type", _iri("dqv:Metric"))
    yield _triple(_CONFORMANCE, "dqv:computedOn", ox.NamedNode(DATASET))
    yield _triple(_CONFORMANCE, "dqv:isMeasurementOf", ox.NamedNode(_CONFORMANCE_METRIC))
    yield _triple(_CONFORMANCE, "dqv:value", ox.Literal(True))
    yield _triple(_CONFORMANCE, "rdfs:seeAlso", ox.NamedNode(REPORT))


def _triple(
    subject: str, predicate: str, value: ox.NamedNode | ox.BlankNode | ox.Literal
) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), _iri(predicate), value)


def _iri(curie: str) -> ox.NamedNode:
    prefix, _, local = curie.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_iri("xsd:integer"))


def _namespace(iri: str) -> str:
    cut = iri.rfind("#") if "#" in iri else iri.rfind("/")
    return iri[: cut + 1]
