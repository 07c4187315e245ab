"""The shapes hold, each of their constraints is needed, and the graph conforms to them.

Beside each `valid.ttl` stand updates that break one constraint each. Only the class hierarchy of
the ontology is loaded with an example, so that a target or `sh:class` knows the subclasses.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, Namespace, Node, URIRef

from chantier.rdf.nquads import canonical_lines
from chantier.store.sources import SUPERSEDED_FOLDER
from chantier.validation.prefilter import candidates

ROOT = Path(__file__).parents[2]
EXAMPLES = Path(__file__).parent
HOUSE = sorted(path.stem for path in (ROOT / "shapes").glob("*.ttl"))
CONTRACT = sorted(f"partner/{path.stem}" for path in (ROOT / "shapes" / "partner").glob("*.ttl"))
STEMS = [*HOUSE, *CONTRACT]
UPDATES = sorted(EXAMPLES.rglob("invalid-*.ru"))
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}

CES = Namespace("https://w3id.org/chantier-es/ns#")
SHAPE = "https://w3id.org/chantier-es/id/shape/"
NOT_PYTHON_NAMES = ("class", "in", "not", "or")
CONSTRAINTS = {SH[name] for name in NOT_PYTHON_NAMES} | {
    SH.closed, SH.datatype, SH.disjoint, SH.equals, SH.hasValue, SH.languageIn, SH.lessThan,
    SH.lessThanOrEquals, SH.maxCount, SH.maxInclusive, SH.maxLength, SH.minCount, SH.minInclusive,
    SH.minLength, SH.node, SH.nodeKind, SH.pattern, SH.qualifiedMaxCount, SH.qualifiedMinCount,
    SH.sparql, SH.uniqueLang, SH.xone,
}  # fmt: skip
CONSTRAINT_NAMES = {str(constraint).removeprefix(str(SH)) for constraint in CONSTRAINTS}
TARGETS = {SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf}
COMPANIONS = {SH.flags, SH.ignoredProperties, SH.property, SH.qualifiedValueShape}
PATHS = {SH.alternativePath, SH.inversePath, SH.path, SH.zeroOrMorePath, SH.oneOrMorePath}
ANNOTATIONS = {
    SH.deactivated, SH.declare, SH.description, SH.message, SH.name, SH.namespace, SH.prefix,
    SH.prefixes, SH.select, SH.severity,
}  # fmt: skip

Triple = tuple[Node, Node, Node]


class Violation(NamedTuple):
    """One result of a report: the shape, the constraint that it breaks, and the properties."""

    shape: Node
    constraint: str
    properties: frozenset[str]


class Example(NamedTuple):
    """A counter-example with the constraints that reject it."""

    name: str
    data: Graph
    violations: frozenset[Violation]


def local_name(iri: Node) -> str:
    return str(iri).rstrip("/").replace("#", "/").rsplit("/", 1)[-1]


def turtle(paths: Iterable[Path]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def copy(triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


@cache
def shapes(stem: str) -> Graph:
    return turtle([ROOT / "shapes" / f"{stem}.ttl"])


@cache
def class_hierarchy() -> Graph:
    ontology = turtle([ROOT / "ontology" / "chantier.ttl"])
    return copy(
        (lower, RDFS.subClassOf, upper)
        for lower, upper in ontology.subject_objects(RDFS.subClassOf)
        if isinstance(upper, URIRef)
    )


@cache
def valid_example(stem: str) -> Graph:
    return class_hierarchy() + turtle([EXAMPLES / stem / "valid.ttl"])


def predicates_below(graph: Graph, node: Node) -> Iterator[Node]:
    """The IRIs of a property path, at any depth."""
    if isinstance(node, BNode):
        for predicate, part in graph.predicate_objects(node):
            if predicate != RDF.type:
                yield from predicates_below(graph, part)
    elif node != RDF.nil:
        yield node


def violations(data: Graph, shapes_graph: Graph) -> frozenset[Violation]:
    """What breaks; empty when the data conforms."""
    answer, report, text = validate(data, shacl_graph=shapes_graph, inference="none", inplace=True)
    assert isinstance(report, Graph), text
    found = frozenset(
        Violation(
            report.value(result, SH.sourceShape) or RDF.nil,
            constraint_name(report.value(result, SH.sourceConstraintComponent) or RDF.nil),
            frozenset(
                local_name(predicate)
                for path in report.objects(result, SH.resultPath)
                for predicate in predicates_below(report, path)
            ),
        )
        for result in report.objects(None, SH.result)
    )
    assert answer is not bool(found), text
    return found


def lines(graph: Graph) -> list[bytes]:
    triples = ox.parse(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    return canonical_lines(ox.Quad(item.subject, item.predicate, item.object) for item in triples)


def suspected(data: Graph, shapes_graph: Graph) -> dict[bytes, list[bytes]]:
    """The focus nodes that the pre-filter leaves to pySHACL, by shape."""
    return candidates(lines(shapes_graph), lines(data))


def conforms(data: Graph, shapes_graph: Graph) -> bool:
    answer, _, _ = validate(
        data, shacl_graph=shapes_graph, inference="none", inplace=True, abort_on_first=True
    )
    return bool(answer)


def constraint_name(component: Node) -> str:
    """The parameter of a constraint component, as `minCount`."""
    name = local_name(component).removesuffix("ConstraintComponent")
    return "sparql" if name == "SPARQL" else name[:1].lower() + name[1:]


def stem_of(example: Path) -> str:
    return example.parent.relative_to(EXAMPLES).as_posix()


@cache
def counter_example(path: Path) -> Example:
    data = copy(valid_example(stem_of(path)))
    data.update(path.read_text("utf-8"))
    return Example(path.stem, data, violations(data, shapes(stem_of(path))))


def counter_examples(stem: str) -> list[Example]:
    return [counter_example(path) for path in sorted((EXAMPLES / stem).glob("invalid-*.ru"))]


def without(graph: Graph, triple: Triple) -> Graph:
    """The shapes less one constraint or target, with what has no meaning without it."""
    mutant = copy(graph)
    subject, predicate, _ = triple
    mutant.remove(triple)
    if predicate == SH.pattern:
        mutant.remove((subject, SH.flags, None))
    if predicate == SH.closed:
        mutant.remove((subject, SH.ignoredProperties, None))
    counts = {SH.qualifiedMaxCount, SH.qualifiedMinCount}
    if predicate in counts and not counts & set(mutant.predicates(subject)):
        mutant.remove((subject, SH.qualifiedValueShape, None))
    return mutant


def is_noticed(stem: str, triple: Triple) -> bool:
    """Whether the examples tell the shapes from the shapes less one constraint.

    A counter-example must pass. Under a negation or a choice of shapes, where less is stricter,
    the valid example may fail instead.
    """
    shape, predicate, _ = triple
    mutant = without(shapes(stem), triple)
    wider = shapes_that_use(shapes(stem), shape)

    def distance(example: Example) -> int:
        broken = example.violations
        exact = any(v.shape == shape and v.constraint == local_name(predicate) for v in broken)
        return 0 if exact else 1 if any(v.shape in wider for v in broken) else 2

    rejected = sorted((e for e in counter_examples(stem) if e.violations), key=distance)
    if any(conforms(example.data, mutant) for example in rejected):
        return True
    return not is_plain(shapes(stem), shape) and not conforms(valid_example(stem), mutant)


def shapes_that_use(graph: Graph, shape: Node) -> set[Node]:
    """The shape and all that reach it, through properties, lists and negations."""
    found, new = set[Node](), {shape}
    while new:
        found |= new
        new = {user for node in new for user in graph.subjects(None, node)} - found
    return found


def is_plain(graph: Graph, shape: Node) -> bool:
    """Whether a shape applies as it is: reached from a target through `sh:property` alone."""
    if any((shape, target, None) in graph for target in TARGETS):
        return True
    return any(is_plain(graph, parent) for parent in graph.subjects(SH.property, shape))


def constraints(graph: Graph) -> list[Triple]:
    return sorted((s, p, o) for s, p, o in graph if p in CONSTRAINTS | TARGETS and p != SH.property)


@pytest.fixture(scope="module")
def published_graph() -> Graph:
    folders = ("ontology", "data", "shapes")
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.ttl")))
    return turtle(path for path in files if ROOT / SUPERSEDED_FOLDER not in path.parents)


@pytest.fixture(scope="module")
def all_shapes() -> Graph:
    return turtle(sorted((ROOT / "shapes").glob("*.ttl")))


@pytest.mark.parametrize("stem", STEMS)
def test_the_valid_example_conforms(stem: str) -> None:
    assert violations(valid_example(stem), shapes(stem)) == frozenset()


@pytest.mark.parametrize("path", UPDATES, ids=lambda path: f"{stem_of(path)}/{path.stem}")
def test_a_counter_example_breaks_only_the_constraint_of_its_name(path: Path) -> None:
    words = path.stem.split("-")
    at = next(i for i in range(2, len(words)) if words[i] in CONSTRAINT_NAMES)
    named_property, named_constraint = "-".join(words[1:at]), words[at]
    found = counter_example(path).violations
    assert len(found) == 1, found
    broken = next(iter(found))
    assert broken.constraint == named_constraint
    if named_constraint != "sparql":
        assert named_property in (broken.properties or {"node"})


@pytest.mark.parametrize("path", UPDATES, ids=lambda path: f"{stem_of(path)}/{path.stem}")
def test_the_quick_look_suspects_what_breaks_a_shape(path: Path) -> None:
    assert suspected(counter_example(path).data, shapes(stem_of(path)))


@pytest.mark.parametrize("stem", STEMS)
def test_the_quick_look_suspects_nothing_that_conforms(stem: str) -> None:
    assert suspected(valid_example(stem), shapes(stem)) == {}


@pytest.mark.parametrize("stem", STEMS)
def test_no_constraint_or_target_can_be_removed_unnoticed(stem: str) -> None:
    survivors = [
        f"{local_name(shape)} {local_name(predicate)} {value}"
        for shape, predicate, value in constraints(shapes(stem))
        if not is_noticed(stem, (shape, predicate, value))
    ]
    assert survivors == []


@pytest.mark.parametrize("stem", STEMS)
def test_every_shacl_term_used_is_known_to_the_mutation_test(stem: str) -> None:
    used = {p for p in shapes(stem).predicates() if str(p).startswith(str(SH))}
    assert used <= CONSTRAINTS | TARGETS | COMPANIONS | PATHS | ANNOTATIONS


@pytest.mark.parametrize("stem", STEMS)
def test_the_shapes_are_well_formed(stem: str) -> None:
    validate(valid_example(stem), shacl_graph=shapes(stem), inplace=True, meta_shacl=True)


@pytest.mark.parametrize("stem", STEMS)
def test_every_shape_has_an_iri_and_speaks_french_and_english(stem: str) -> None:
    graph = shapes(stem)
    bilingual: list[tuple[Node, Node]] = []
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        bilingual += [(shape, SKOS.prefLabel) for shape in graph.subjects(RDF.type, kind)]
    bilingual += [(shape, SH.name) for shape in graph.subjects(RDF.type, SH.PropertyShape)]
    ruling = set(graph.subjects(RDF.type, SH.PropertyShape))
    ruling |= {shape for shape, predicate, _ in graph if predicate in CONSTRAINTS}
    ruling |= set(graph.objects(None, SH.sparql))
    ruling -= {s for s in ruling if (s, SH.sparql, None) in graph and rules_by_query_only(graph, s)}
    bilingual += [(shape, SH.message) for shape in ruling]
    for subject, predicate in bilingual:
        texts = list(graph.objects(subject, predicate))
        languages = sorted(str(t.language) for t in texts if isinstance(t, Literal))
        assert languages == ["en", "fr"], (subject, predicate)
        assert isinstance(subject, URIRef)
        assert str(subject).startswith(SHAPE)
    allowed = {SH.Violation} if stem in HOUSE else SEVERITIES
    for shape in ruling - set(graph.objects(None, SH.sparql)):
        assert len(set(graph.objects(shape, SH.severity)) & allowed) == 1, shape


def rules_by_query_only(graph: Graph, shape: Node) -> bool:
    return set(graph.predicates(shape)) & CONSTRAINTS == {SH.sparql}


def test_no_shape_is_described_in_two_files() -> None:
    homes: dict[Node, list[str]] = {}
    for stem in STEMS:
        for shape in {s for s in shapes(stem).subjects() if str(s).startswith(SHAPE)}:
            homes.setdefault(shape, []).append(stem)
    assert {shape: stems for shape, stems in homes.items() if len(stems) > 1} == {}


def test_every_shapes_file_has_examples_and_a_row_in_the_readme() -> None:
    readme = (ROOT / "shapes" / "README.md").read_text("utf-8")
    assert sorted(map(stem_of, EXAMPLES.rglob("valid.ttl"))) == sorted(STEMS)
    assert [stem for stem in STEMS if f"]({stem}.ttl)" not in readme] == []
    assert [stem for stem in STEMS if f"(../tests/shapes/{stem}/)" not in readme] == []


def test_the_published_graph_conforms(published_graph: Graph, all_shapes: Graph) -> None:
    answer, _, text = validate(
        published_graph, shacl_graph=all_shapes, inference="none", inplace=True
    )
    assert answer, text
    assert suspected(published_graph, all_shapes) == {}


def test_every_target_finds_something_in_the_published_graph(
    published_graph: Graph, all_shapes: Graph
) -> None:
    kinds = class_hierarchy()
    idle = []
    for shape, predicate, target in all_shapes:
        if predicate == SH.targetClass and local_name(shape) != "NaturalPerson":
            classes = kinds.transitive_subjects(RDFS.subClassOf, target)
            found = any((None, RDF.type, kind) in published_graph for kind in classes)
        elif predicate == SH.targetSubjectsOf:
            found = (None, target, None) in published_graph
        elif predicate == SH.targetNode:
            found = target in set(published_graph.all_nodes()) | set(published_graph.predicates())
        else:
            continue
        if not found:
            idle.append((local_name(shape), target))
    assert idle == []


@pytest.mark.parametrize("noise", ["Lorem ipsum dolor sit amet.", "Chargement..."])
@pytest.mark.parametrize("term", ["statementText", "verbatim"])
def test_noise_let_into_the_published_graph_is_rejected(
    published_graph: Graph, noise: str, term: str
) -> None:
    statement = next(published_graph.subjects(CES[term], None))
    noisy = copy(published_graph)
    noisy.add((statement, CES[term], Literal(noise)))
    found = violations(noisy, shapes("noise"))
    assert {broken.shape for broken in found} == {URIRef(f"{SHAPE}NoNoiseText-text")}
