"""What is asked: classes of queries, each query different (cold) or out of a fixed set (warm)."""

# ruff: noqa: S311  # the random numbers here choose queries, not secrets

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import quote

from benchmarks.directory import enterprise, federation, identifier
from benchmarks.places import BASE, EMBLEMS, NS, POLE, REGION, REGIONS, SECTORS

_PREFIX = {
    "dcterms": "http://purl.org/dc/terms/",
    "org": "http://www.w3.org/ns/org#",
    "rep": NS,
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_HIGH_LIMIT = 1_000_000
"""More than any answer or figure has: a limit from here on changes the text, not the work."""

Writer = Callable[[random.Random, int, int], str]
"""From a random source, the number of enterprises and a serial number, a query."""


@dataclass(frozen=True, slots=True)
class QueryClass:
    """A kind of query."""

    name: str
    title_fr: str
    title_en: str
    writer: Writer
    graph: bool
    """Whether its results are triples rather than solutions."""
    max_per_second: int
    """Queries that must be ready for each second of cold load; no server answers more."""


def _query(*lines: str) -> str:
    body = " ".join(lines)
    used = (name for name in _PREFIX if f"{name}:" in body)
    return " ".join([*(f"PREFIX {name}: <{_PREFIX[name]}>" for name in used), body])


def point(rng: random.Random, enterprises: int, serial: int) -> str:
    """Everything that is said of one enterprise."""
    iri = enterprise(rng.randrange(enterprises))
    return _query(f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }} LIMIT {_HIGH_LIMIT + serial}")


def join(rng: random.Random, _enterprises: int, serial: int) -> str:
    """The enterprises of a pôle in a sector, with the label of their region."""
    pole = POLE + rng.choice([slug for region in REGIONS for slug in region.poles])
    sector = f"{BASE}secteur/{rng.choice(SECTORS)[0]}"
    return _query(
        "SELECT ?e ?label ?region WHERE {",
        f"?e rep:pole <{pole}> ; rep:secteur <{sector}> ;",
        "skos:prefLabel ?label ; rep:region ?r ; rep:emplois ?jobs .",
        "?r skos:prefLabel ?region .",
        'FILTER(LANG(?label) = "fr" && LANG(?region) = "fr"',
        f"&& ?jobs < {_HIGH_LIMIT + serial}) }}",
    )


def aggregate(_rng: random.Random, _enterprises: int, serial: int) -> str:
    """How many enterprises each sector has, and their average revenue."""
    return _query(
        "SELECT ?sector (COUNT(?e) AS ?n) (AVG(?revenue) AS ?mean) WHERE {",
        "?e rep:secteur ?sector ; rep:revenu ?revenue .",
        f"FILTER(?revenue > -{serial + 1}) }} GROUP BY ?sector",
    )


def large(_rng: random.Random, _enterprises: int, serial: int) -> str:
    """Ten thousand enterprises in four columns."""
    return _query(
        "SELECT ?e ?label ?pole ?revenue WHERE {",
        "?e skos:prefLabel ?label ; rep:pole ?pole ; rep:revenu ?revenue .",
        f'FILTER(LANG(?label) = "fr" && ?revenue > -{serial + 1}) }} LIMIT 10000',
    )


def construct(rng: random.Random, enterprises: int, serial: int) -> str:
    """One enterprise, and the labels of what it points to."""
    iri = enterprise(rng.randrange(enterprises))
    return _query(
        f"CONSTRUCT {{ <{iri}> ?p ?o . ?o skos:prefLabel ?label }} WHERE {{",
        f"<{iri}> ?p ?o . OPTIONAL {{ ?o skos:prefLabel ?label }} }} LIMIT {_HIGH_LIMIT + serial}",
    )


def describe(rng: random.Random, enterprises: int, serial: int) -> str:
    """The description of an enterprise, from its business number."""
    number = identifier(rng.randrange(enterprises))
    return _query(
        f'DESCRIBE ?e WHERE {{ ?e dcterms:identifier "{number}" }} LIMIT {_HIGH_LIMIT + serial}'
    )


def text(rng: random.Random, _enterprises: int, serial: int) -> str:
    """The enterprises whose label holds a word, whatever its case."""
    word = rng.choice(EMBLEMS).replace("’", " ").split()[-1].lower()
    sector = rng.choice(SECTORS)[3].lower()
    return _query(
        "SELECT ?e ?label WHERE { ?e skos:prefLabel ?label .",
        f'FILTER(LANG(?label) = "fr" && CONTAINS(LCASE(STR(?label)), "{word}")',
        f'&& CONTAINS(LCASE(STR(?label)), "{sector}")) }} LIMIT {_HIGH_LIMIT + serial}',
    )


def path(rng: random.Random, _enterprises: int, serial: int) -> str:
    """The enterprises of a region that belong, by any chain, to a federation."""
    top = federation(rng.choice(SECTORS)[0])
    region = REGION + rng.choice(REGIONS).code
    return _query(
        f"SELECT ?e ?label WHERE {{ ?e org:memberOf+ <{top}> ; rep:region <{region}> ;",
        f'skos:prefLabel ?label . FILTER(LANG(?label) = "fr") }} LIMIT {_HIGH_LIMIT + serial}',
    )


CLASSES = {
    item.name: item
    for item in (
        QueryClass("point", "fiche d’une entreprise", "one thing", point, False, 40_000),
        QueryClass("join", "petite jointure", "small join", join, False, 12_000),
        QueryClass("aggregate", "agrégat sur tout", "aggregate over all", aggregate, False, 600),
        QueryClass("large", "10 000 solutions", "10,000 solutions", large, False, 200),
        QueryClass("construct", "CONSTRUCT", "CONSTRUCT", construct, True, 25_000),
        QueryClass("describe", "DESCRIBE", "DESCRIBE", describe, True, 30_000),
        QueryClass("text", "mot d’un libellé", "word in a label", text, False, 1_000),
        QueryClass("path", "chemin de fédérations", "property path", path, False, 6_000),
    )
}

WARM_QUERY_COUNT = 200
"""Different queries of a fixed set."""
_WARM_AGGREGATE_COUNT = 40
"""Different queries of the fixed set of aggregates."""
_ZIPF_EXPONENT = 1.0
"""How fast queries of a fixed set become rarer."""
_MIX_QUERY_COUNTS = (
    ("point", 110),
    ("join", 40),
    ("construct", 20),
    ("describe", 10),
    ("aggregate", 10),
    ("path", 6),
    ("text", 4),
)
"""How many queries of each class the mixed set holds."""

WARM = {
    "warm-point": (("point", WARM_QUERY_COUNT),),
    "warm-aggregate": (("aggregate", _WARM_AGGREGATE_COUNT),),
    "warm-mix": _MIX_QUERY_COUNTS,
}
WARM_TITLES = {
    "warm-point": ("fiches", "things"),
    "warm-aggregate": ("agrégats", "aggregates"),
    "warm-mix": ("mélange", "mix"),
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the class it is of."""

    kind: QueryClass
    text: str

    @property
    def target(self) -> str:
        """One line for the load generator: ``s`` or ``g`` (graph), and the parameter."""
        return f"{'g' if self.kind.graph else 's'} query={quote(self.text, safe='')}"


def cold(name: str, enterprises: int, seed: int, count: int, first: int = 0) -> list[Query]:
    """Queries of a class, no two with the same text.

    Args:
        name: the class.
        enterprises: how many the directory holds.
        seed: with the rest, decides the queries.
        count: how many.
        first: their first serial number; never the same one twice for a server.
    """
    rng = random.Random(f"{name} {seed} {first}")
    kind = CLASSES[name]
    return [Query(kind, kind.writer(rng, enterprises, first + i)) for i in range(count)]


def warm_set(name: str, enterprises: int, seed: int) -> list[Query]:
    """The fixed queries of a warm mix, the most asked first."""
    rng = random.Random(f"{name} {seed}")
    queries = [
        Query(CLASSES[kind], CLASSES[kind].writer(rng, enterprises, i))
        for kind, share in WARM[name]
        for i in range(share)
    ]
    rng.shuffle(queries)
    return queries


def zipf(size: int, seed: int, count: int) -> list[int]:
    """Draw places in a list so that the n-th is drawn as often as 1/n.

    Source: https://en.wikipedia.org/wiki/Zipf%27s_law
    """
    rng = random.Random(f"zipf {seed}")
    weights = list(accumulate(1 / rank**_ZIPF_EXPONENT for rank in range(1, size + 1)))
    return rng.choices(range(size), cum_weights=weights, k=count)
