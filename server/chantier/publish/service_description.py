"""The description of the SPARQL endpoint: what it answers, in which formats, within which limits.

What holds for every server of the dataset is in the graph; what its operator sets is only in the
document that the server gives.

Source: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.default_dataset import DefaultDataset
from chantier.namespaces import DATASET, ENDPOINT
from chantier.rdf.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from chantier.rdf.terms import Facts, bilingual, say, terms

OFFERED = f"{ENDPOINT}#dataset"
"""IRI of the graphs that the endpoint offers, as a service description means a dataset."""
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
SIZES = (
    "void:triples",
    "void:entities",
    "void:classes",
    "void:properties",
    "void:distinctSubjects",
    "void:distinctObjects",
)
"""What VoID counts of the dataset, beside its classes and properties one by one."""
_FACTS_TITLES = (
    "Graphe par défaut : faits, vocabulaires et ontologie",
    "Default graph: facts, vocabularies and ontology",
)
_FACTS_DESCRIPTIONS = (
    "La réunion des graphes nommés ici. Les autres (description, catalogue, formes, questions,"
    " journal) s’interrogent par FROM ou GRAPH.",
    "The merge of the graphs that are named here. The others (description, catalogue, shapes,"
    " questions, journal) are asked by FROM or GRAPH.",
)
LIMITS = {
    "query_seconds": (
        "s",
        "Durée d’une requête, sauf demande contraire",
        "Time of a query, unless it asks otherwise",
    ),
    "max_query_seconds": (
        "s",
        "Durée qu’une requête peut demander (paramètre timeout)",
        "Time a query may ask for (parameter timeout)",
    ),
    "queries_running": ("", "Longues requêtes à la fois", "Long queries at once"),
    "queries_queued": ("", "Longues requêtes en attente", "Long queries waiting"),
    "query_bytes": ("B", "Octets du texte d’une requête", "Bytes of the text of a query"),
    "query_depth": ("", "Niveaux d’imbrication d’une requête", "Levels a query may nest"),
    "answer_solutions": (
        "",
        "Solutions ou triplets d’une réponse",
        "Solutions or triples of an answer",
    ),
    "answer_bytes": ("B", "Octets d’une réponse", "Bytes of an answer"),
    "body_bytes": ("B", "Octets du corps d’une demande", "Bytes of the body of a request"),
    "client_seconds_per_minute": (
        "s",
        "Temps de requête qu’un client regagne en une minute",
        "Query time that a client earns in a minute",
    ),
    "client_burst_seconds": (
        "s",
        "Temps de requête qu’un client peut accumuler",
        "Query time that a client may save up",
    ),
    "query_memory_bytes": (
        "B",
        "Octets de mémoire d’une requête, outre les données",
        "Bytes of memory of a query, beside the data",
    ),
}
"""Setting → its unit, and what it limits in French and in English."""


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """Settings of a server that its service description shows."""

    address: str
    """Of the endpoint, as clients of this server reach it."""
    default: DefaultDataset
    """What a query asks that names no graph."""
    asked: tuple[str, ...]
    """The named graphs that this is made of."""
    service: bool
    """Whether SERVICE reaches some other endpoints."""
    writes: bool
    """Whether updates are accepted, with a token."""
    limits: Mapping[str, int]
    """Setting → value."""


def endpoint_triples(graphs: Iterable[str]) -> Iterator[ox.Triple]:
    """The description of the endpoint over some named graphs; VoID has their sizes.

    A graph and its name here are one IRI, so that there are no blank nodes to follow.
    """
    yield from say(ENDPOINT, "a", "sd:Service")
    yield from say(
        ENDPOINT, "skos:prefLabel", *bilingual("Point d’accès SPARQL", "SPARQL endpoint")
    )
    yield from say(ENDPOINT, "sd:endpoint", ENDPOINT)
    yield from say(ENDPOINT, "sd:supportedLanguage", "sd:SPARQL11Query")
    yield from say(ENDPOINT, "sd:resultFormat", *_iris((*RESULT_FORMATS, *GRAPH_FORMATS)))
    yield from say(ENDPOINT, "sd:defaultDataset", OFFERED)
    yield from say(ENDPOINT, "sd:availableGraphs", OFFERED)
    yield from say(OFFERED, "a", "sd:Dataset", "sd:GraphCollection")
    for name in sorted(graphs):
        yield from say(OFFERED, "sd:namedGraph", name)
        yield from say(name, "a", "sd:NamedGraph", "sd:Graph")
        yield from say(name, "sd:name", name)
        yield from say(name, "sd:graph", name)


def as_served(serving: EndpointSettings, facts: Facts, modified: ox.Literal) -> Iterator[ox.Triple]:
    """What holds of the endpoint of one server, beside what the graph says.

    Args:
        serving: its settings.
        facts: about the endpoint and the dataset, from the graph.
        modified: when the version being served was made.
    """
    yield from say(ENDPOINT, "sd:endpoint", serving.address)
    yield from say(ENDPOINT, "dcterms:modified", modified)
    yield from _default_graph(serving, facts)
    if serving.service:
        yield from say(ENDPOINT, "sd:feature", "sd:BasicFederatedQuery")
    if serving.writes:
        yield from say(ENDPOINT, "sd:supportedLanguage", "sd:SPARQL11Update")
        yield from say(ENDPOINT, "sd:inputFormat", *_iris(GRAPH_FORMATS))
    for name, (unit, french, english) in LIMITS.items():
        limit = ox.BlankNode(f"limit{name.title().replace('_', '')}")
        yield from say(ENDPOINT, "schema:additionalProperty", limit)
        yield from say(limit, "a", "schema:PropertyValue")
        yield from say(limit, "schema:propertyID", ox.Literal(name))
        yield from say(limit, "schema:name", *bilingual(french, english))
        yield from say(limit, "schema:maxValue", serving.limits[name])
        if unit:
            yield from say(limit, "schema:unitText", ox.Literal(unit))


def _default_graph(serving: EndpointSettings, facts: Facts) -> Iterator[ox.Triple]:
    """What a query asks that names no graph: the merge of some named graphs, or of all."""
    if not serving.default.is_virtual:
        return
    default = ox.BlankNode("sdDefault")
    for dataset in terms(facts, ENDPOINT, "sd:defaultDataset"):
        if not isinstance(dataset, ox.Literal):
            yield from say(dataset, "sd:defaultGraph", default)
    yield from say(default, "a", "sd:Graph", "void:Dataset")
    if serving.default is DefaultDataset.UNION:
        yield from say(ENDPOINT, "sd:feature", "sd:UnionDefaultGraph")
        for size in SIZES:
            yield from say(default, size, *terms(facts, DATASET, size))
        return
    yield from say(default, "dcterms:title", *bilingual(*_FACTS_TITLES))
    yield from say(default, "dcterms:description", *bilingual(*_FACTS_DESCRIPTIONS))
    yield from say(default, "dcterms:hasPart", *map(ox.NamedNode, serving.asked))


def _iris(formats: Iterable[Format]) -> list[ox.NamedNode]:
    return [ox.NamedNode(_FORMAT_IRI + _FORMATS[item.name]) for item in formats]
