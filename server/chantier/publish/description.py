"""The graph that describes the dataset: its counts, files, endpoint, linksets and conformance.

It is computed from the quads alone, without a clock, so the same sources give the same graph; and
it is counted too, so that what it says is what a query finds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import BASE, CES, DATASET, GRAPH, ID, PREFIXES
from chantier.publish import dcat, void
from chantier.publish.counts import CountedTriples, count
from chantier.publish.service_description import endpoint_triples
from chantier.rdf.nquads import distinct_triples, line_graph, parse_lines, quad_lines, split_line
from chantier.rdf.terms import Facts, bilingual, facts_of, in_graph, say
from chantier.store.authority import is_own
from chantier.store.external_sort import LinesIn
from chantier.store.inferred import inferred_from, is_inferred
from chantier.store.literals import engine_forms
from chantier.store.sorted_lines import SortedLines
from chantier.store.sources import is_computed, is_kept

DESCRIPTION_GRAPH = f"{GRAPH}description"
REPORT = f"{BASE}report"
_CONFORMANCE_METRIC = f"{ID}mesure-qualite/conformite-shacl"
_CONFORMANCE = f"{ID}mesure-qualite/conformite-shacl/resultat"
_LINE_STARTS = tuple(
    f"<{start}".encode()
    for start in (f"{DATASET}>", GRAPH, CES, PREFIXES["liens"], PREFIXES["jeu-externe"])
)
"""Starts of the N-Quads lines whose facts the description uses."""
_MAX_COUNTING_ROUNDS = 8
"""Rounds of counting a description that holds its own counts; four are enough so far."""


def describe_dataset(path: Path, *, judged: bool = True) -> list[ox.Quad]:
    """The description graph of a dataset.

    Args:
        path: a file of the dataset without its description, as distinct N-Quads lines, sorted;
            another is written beside it.
        judged: whether it was found to conform; if not, nothing is said of conformance.

    Source: https://www.w3.org/TR/vocab-dqv/
    """
    lines, dataset = LinesIn(path), SortedLines(path)
    counts, whole = count(path, engine_forms(lines))
    sourced = any(is_kept(name) and not is_computed(name) for name in counts)
    about = (line for start in _LINE_STARTS for line in dataset.starting_with(start))
    own = filter(is_own, about) if sourced else about
    facts = facts_of(parse_lines([split_line(line)[0] + b" .\n" for line in own]))
    named = sorted({name for name in counts if name} | {DESCRIPTION_GRAPH})
    kept = {name for name in counts if is_kept(name) or not sourced}
    linking = (line for line in lines if line_graph(line) in kept)  # a partner’s are not ours
    written = (graph for graph in kept if not is_inferred(graph))  # as the tables have it
    classes = {name for graph in written for name in void.by_iri(counts[graph].classes)}
    known = [
        *endpoint_triples(named),
        *_files(named, classes, facts),
        *void.linksets(distinct_triples(linking), facts),
        *say(DATASET, "void:uriSpace", ox.Literal(BASE)),
        *say(DATASET, "void:subset", *named),
        *(triple for name in named for triple in _derivation(name)),
        *(_quality() if judged else ()),
    ]
    for name in named:
        if name in counts:
            known += void.sized(name, counts[name])
    return _with_own_counts(whole, _quads(known))


def _derivation(name: str) -> Iterator[ox.Triple]:
    """What a graph that is derived from a written one is; the catalogue tells of the sources’."""
    if graph := inferred_from(name):
        title = bilingual(f"Énoncés déduits de {graph}", f"Statements derived from {graph}")
        yield from say(name, "a", "sd:NamedGraph")
        yield from say(name, "skos:prefLabel", *title)
        yield from say(name, "dcterms:title", *title)
        yield from say(
            name,
            "dcterms:description",
            *bilingual(
                "Ce qui découle des énoncés de ce graphe et de l’ontologie, calculé à chaque"
                " publication : classes et propriétés plus générales, libellés.",
                "What follows from the statements of that graph and from the ontology, computed at"
                " each publication: more general classes and properties, labels.",
            ),
        )
        yield from say(name, "prov:wasDerivedFrom", ox.NamedNode(graph))


def says_it_conforms(lines: Sequence[bytes]) -> bool:
    """Whether the description among some sorted lines says that all was found to conform."""
    start = f"<{_CONFORMANCE}> <{PREFIXES['dqv']}value> ".encode()
    at = bisect_left(lines, start)
    return at < len(lines) and lines[at].startswith(start)


def _with_own_counts(whole: CountedTriples, known: list[ox.Quad]) -> list[ox.Quad]:
    """Add the counts of the description and of the dataset with it.

    What they are changes what there is to count, but hardly: after a few rounds nothing moves. A
    number of objects may never settle, when it is one of the objects; then it is left out.
    """
    own = CountedTriples()
    for tally in (own, whole):
        tally.add(_triples(known))
    counts, said = list[ox.Quad](), set[bytes]()
    for objects in (True, False):
        for _ in range(_MAX_COUNTING_ROUNDS):
            before = said
            counts = _quads(
                (
                    *void.counted(DATASET, whole.counts(said), objects=objects),
                    *void.sized(DESCRIPTION_GRAPH, own.counts(said)),
                )
            )
            said = _triples(counts)
            if said == before:
                return known + counts
    return known + counts


def _triples(quads: Iterable[ox.Quad]) -> set[bytes]:
    return {split_line(line)[0] for line in quad_lines(quads)}


def _quads(triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    return in_graph(dict.fromkeys(triples), DESCRIPTION_GRAPH)


def _files(graphs: Iterable[str], classes: Iterable[str], facts: Facts) -> Iterator[ox.Triple]:
    """The files of the dataset, and the address of one for each graph.

    The others of a graph follow from its name: they are described when the catalogue is served.
    """
    files = dcat.dataset_files(classes, facts)
    for item in files:
        yield from dcat.described(item, facts)
    yield from void.access(DATASET, [item.iri for item in files if item.is_rdf])
    for graph in graphs:
        for item in dcat.graph_files(graph, facts)[:1]:
            yield from say(graph, "void:dataDump", item.download)


def _quality() -> Iterator[ox.Triple]:
    label = bilingual("Conformité aux formes SHACL", "SHACL conformance")
    yield from say(DATASET, "dqv:hasQualityMeasurement", _CONFORMANCE)
    yield from say(_CONFORMANCE, "a", "dqv:QualityMeasurement")
    yield from say(_CONFORMANCE, "skos:prefLabel", *label)
    yield from say(_CONFORMANCE, "dqv:computedOn", DATASET)
    yield from say(_CONFORMANCE, "dqv:isMeasurementOf", _CONFORMANCE_METRIC)
    yield from say(_CONFORMANCE, "dqv:value", ox.Literal(True))
    yield from say(_CONFORMANCE, "rdfs:seeAlso", REPORT)
    yield from say(_CONFORMANCE_METRIC, "a", "dqv:Metric")
    yield from say(_CONFORMANCE_METRIC, "skos:prefLabel", *label)
