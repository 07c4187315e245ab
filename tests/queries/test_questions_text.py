"""The questions and checks are published data: their text, headers and parameters hold."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)
from rdflib.plugins.sparql import prepareQuery

from chantier.store.sources import source_files

ROOT = Path(__file__).resolve().parents[2]
QUERIES = ROOT / "queries"
ANSWERS = ROOT / "tests" / "answers"
COUNTER_EXAMPLES = Path(__file__).resolve().parent / "checks"
BASE = "https://w3id.org/chantier-es/"
CES = f"{BASE}ns#"
IS_DEFINED_BY = NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")

FEATURED = {1, 11, 12, 18, 23, 26, 38}
KINDS = {"iri", "string", "literal", "integer", "decimal", "date", "gYear"}
KEYWORDS = (
    "select|distinct|where|optional|union|minus|filter|bind|values|group by|order by|having|limit"
    "|desc|as|in|not|exists|graph|prefix"
)

HEADER_LINE = re.compile(r"#\+ ([a-z-]+): (\S.*)")
PREFIX_LINE = re.compile(r"^PREFIX ([a-z-]+): <([^>]+)>$", re.MULTILINE)
PARAMETER = re.compile(r"([a-z][A-Za-z]*) ([A-Za-z]+) (.+) \| (.+)")
LITERALS_AND_IRIS = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>\s]*>')
PREFIXED_NAME = re.compile(r"(?<![\w?:-])([a-z][a-z-]*):([\w-]*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter of a question."""

    name: str
    kind: str
    label_fr: str
    label_en: str


@dataclass(frozen=True, slots=True)
class QueryFile:
    """One ``.rq`` file, split into its header and its SPARQL text."""

    name: str
    text: str
    header: tuple[tuple[str, str], ...]
    body: str

    def values(self, key: str) -> list[str]:
        """Header values for one key, in the order of the file; empty means absent."""
        return [value for found, value in self.header if found == key]

    def parameters(self) -> list[Parameter]:
        """Declared parameters, in the order of the file."""
        found = []
        for line in self.values("parameter"):
            match = PARAMETER.fullmatch(line)
            assert match is not None, f"{self.name}: malformed parameter line: {line}"
            found.append(Parameter(*match.groups()))
        return found


def read(path: Path) -> QueryFile:
    """Read one query file; a header line that does not parse fails the test."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    header = []
    for line in lines:
        if not line.startswith("#+"):
            break
        match = HEADER_LINE.fullmatch(line)
        assert match is not None, f"{path.name}: malformed header line: {line}"
        header.append((match[1], match[2]))
    body = "\n".join(lines[len(header) :])
    return QueryFile(path.stem, text, tuple(header), body)


def folder(name: str) -> list[QueryFile]:
    """All query files of one folder, by name."""
    return [read(path) for path in sorted((QUERIES / name).glob("*.rq"))]


QUESTIONS = folder("questions")
CHECKS = folder("checks")
ALL = QUESTIONS + CHECKS


def by_name(files: list[QueryFile]) -> pytest.MarkDecorator:
    """Parametrise a test over query files, named by the file."""
    return pytest.mark.parametrize("query", files, ids=[file.name for file in files])


def source_quads() -> Iterator[Quad]:
    """Every triple of the repository, in the graph that its file's path names."""
    for source in (item for item in source_files(ROOT) if item.path.suffix == ".ttl"):
        graph = NamedNode(source.graph)
        for quad in parse(path=source.path, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)


def answer(store: Store, query: str) -> str:
    """The CSV answer of a query over the union of all graphs."""
    results = store.query(query, use_default_graph_as_union=True)
    assert isinstance(results, QuerySolutions)
    data = results.serialize(format=QueryResultsFormat.CSV)
    assert data is not None
    return data.decode()


def solutions(store: Store, query: str) -> list[list[str]]:
    """The solutions of a query as lists of strings, without the header."""
    return list(csv.reader(io.StringIO(answer(store, query))))[1:]


@pytest.fixture(scope="session")
def quads() -> list[Quad]:
    """The quads of the repository."""
    return list(source_quads())


@pytest.fixture(scope="session")
def graph(quads: list[Quad]) -> Store:
    """The graph as published, without the generated description."""
    store = Store()
    store.bulk_extend(quads)
    return store


@pytest.fixture(scope="session")
def shuffled(quads: list[Quad]) -> Store:
    """The same graph, loaded in another order."""
    store = Store()
    store.extend(random.Random(20261123).sample(quads, len(quads)))  # noqa: S311 - a test order
    return store


@pytest.fixture(scope="session")
def doubled(quads: list[Quad]) -> Store:
    """The same graph, one triple in five held by another graph too.

    Not all of them: each pattern of a query would double its solutions.
    """
    store = Store()
    store.bulk_extend(quads)
    again = NamedNode(f"{BASE}graph/again")
    some = random.Random(20261123).sample(quads, len(quads) // 5)  # noqa: S311 - a test order
    store.bulk_extend([Quad(quad.subject, quad.predicate, quad.object, again) for quad in some])
    return store


def test_the_forty_four_numbered_questions_are_there_once_each() -> None:
    numbers = sorted(int(value) for file in QUESTIONS for value in file.values("question"))
    assert numbers == list(range(1, 45))


def test_the_questions_for_the_front_page_are_marked() -> None:
    featured = {
        int(file.values("question")[0])
        for file in QUESTIONS
        if "featured" in file.values("tags")[0].split(", ")
    }
    assert featured == FEATURED


@by_name(ALL)
def test_a_query_file_is_named_in_kebab_case(query: QueryFile) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", query.name)


@by_name(QUESTIONS)
def test_a_question_has_a_complete_bilingual_header(query: QueryFile) -> None:
    keys = [key for key, _ in query.header]
    expected = ["question"] if query.values("question") else []
    expected += ["summary-fr", "summary", "tags"]
    assert keys[: len(expected)] == expected
    assert set(keys[len(expected) :]) <= {"parameter"}
    assert query.values("summary-fr")[0] != query.values("summary")[0]
    assert "?" in query.values("summary-fr")[0]
    assert "?" in query.values("summary")[0]
    tags = query.values("tags")[0].split(", ")
    assert all(re.fullmatch(r"[a-z-]+", tag) for tag in tags)
    assert len(tags) == len(set(tags))


@by_name(CHECKS)
def test_a_check_says_in_both_languages_what_is_wrong_and_how_to_mend_it(query: QueryFile) -> None:
    assert [key for key, _ in query.header] == ["summary-fr", "summary", "mend-fr", "mend"]


@by_name(CHECKS)
def test_a_check_gives_the_focus_node_and_at_most_a_value(query: QueryFile) -> None:
    assert re.search(r"^SELECT (DISTINCT )?\?focus( \?value)?$", query.body, re.MULTILINE)


@by_name(QUESTIONS)
def test_a_parameter_occurs_in_one_values_block_with_one_default(query: QueryFile) -> None:
    parameters = query.parameters()
    names = [parameter.name for parameter in parameters]
    assert len(names) == len(set(names))
    for parameter in parameters:
        assert parameter.kind in KINDS
        assert parameter.label_fr != parameter.label_en
        blocks = re.findall(rf"VALUES \?{parameter.name} \{{([^}}]*)\}}", query.body)
        assert len(blocks) == 1, f"?{parameter.name} needs exactly one VALUES block"
        defaults = re.findall(r'"[^"]*"(?:@[a-z-]+|\^\^\S+)?|\S+', blocks[0])
        assert len(defaults) == 1, f"?{parameter.name} needs exactly one default term"
        assert default_kind(defaults[0]) == parameter.kind


def default_kind(term: str) -> str:
    """The parameter kind that a default term, as written in SPARQL, belongs to."""
    if not term.startswith('"'):
        return "iri"
    if term.endswith('"'):
        return "string"
    datatype = term.rpartition("^^xsd:")[2]
    return datatype if datatype in KINDS else "literal"


@by_name(QUESTIONS)
def test_a_parameter_can_be_replaced_by_another_term(query: QueryFile, graph: Store) -> None:
    others = {
        "iri": "<https://example.org/x>",
        "literal": '"1000"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        "date": '"2000-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        "gYear": '"1000"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        "integer": "-1",
        "decimal": "-0.5",
        "string": '"x"',
    }
    text = query.text
    for parameter in query.parameters():
        text = re.sub(
            rf"VALUES \?{parameter.name} \{{[^}}]*\}}",
            f"VALUES ?{parameter.name} {{ {others[parameter.kind]} }}",
            text,
        )
    answer(graph, text)


@by_name(ALL)
def test_a_query_is_a_select_with_named_columns_and_an_order(query: QueryFile) -> None:
    assert re.search(r"^SELECT ", query.body, re.MULTILINE)
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?\*", query.body)
    assert re.search(r"^ORDER BY ", query.body, re.MULTILINE)


@by_name(ALL)
def test_prefixes_are_sorted_and_each_is_used(query: QueryFile) -> None:
    declared = PREFIX_LINE.findall(query.body)
    names = [name for name, _ in declared]
    assert names == sorted(set(names))
    pattern = LITERALS_AND_IRIS.sub("", PREFIX_LINE.sub("", query.body))
    used = {match[0] for match in PREFIXED_NAME.findall(pattern)}
    assert set(names) == used


@by_name(ALL)
def test_a_prefix_means_the_same_in_every_file(query: QueryFile) -> None:
    everywhere = {pair for file in ALL for pair in PREFIX_LINE.findall(file.body)}
    meanings = dict(everywhere)
    assert len(meanings) == len(everywhere)
    for name, iri in PREFIX_LINE.findall(query.body):
        assert meanings[name] == iri


@by_name(ALL)
def test_keywords_are_in_capitals_and_lines_are_short(query: QueryFile) -> None:
    pattern = LITERALS_AND_IRIS.sub("", PREFIX_LINE.sub("", query.body))
    words = re.sub(r"[?$][\w]+|[\w-]+:[\w-]*", "", pattern)
    lower = re.findall(rf"\b({KEYWORDS})\b", words)
    assert lower == []
    assert max(len(line) for line in query.body.splitlines()) <= 100


@by_name(ALL)
def test_a_query_parses_with_both_engines(query: QueryFile) -> None:
    assert isinstance(Store().query(query.text), QuerySolutions)
    prepareQuery(query.text)


@by_name(QUESTIONS)
def test_an_answer_does_not_depend_on_the_order_of_loading(
    query: QueryFile, graph: Store, shuffled: Store
) -> None:
    assert answer(graph, query.text) == answer(shuffled, query.text)


@by_name(QUESTIONS)
def test_an_answer_is_the_same_when_two_graphs_hold_a_triple(
    query: QueryFile, graph: Store, doubled: Store
) -> None:
    assert answer(graph, query.text) == answer(doubled, query.text)


def test_every_term_of_the_ontology_is_asked_about(graph: Store) -> None:
    declared = {
        quad.subject.value.removeprefix(CES)
        for ontology in (f"{BASE}ns", f"{BASE}ns/enterprise")
        for quad in graph.quads_for_pattern(None, IS_DEFINED_BY, NamedNode(ontology), None)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(CES)
    }
    assert declared
    asked = {name for file in QUESTIONS for name in re.findall(r"\bces:(\w+)", file.body)}
    assert declared - asked == set()
    assert asked - declared == set()


@by_name(QUESTIONS)
def test_every_question_has_an_expected_answer_with_its_columns(
    query: QueryFile, graph: Store
) -> None:
    with (ANSWERS / f"{query.name}.csv").open(encoding="utf-8", newline="") as file:
        expected = next(csv.reader(file))
    assert expected == next(csv.reader(io.StringIO(answer(graph, query.text))))


def test_every_expected_answer_belongs_to_a_question() -> None:
    assert {path.stem for path in ANSWERS.glob("*.csv")} == {file.name for file in QUESTIONS}


@by_name(QUESTIONS)
def test_the_readme_lists_the_question(query: QueryFile) -> None:
    number = query.values("question")[0] if query.values("question") else "–"
    line = f"| {number} | [`{query.name}`](questions/{query.name}.rq) | "
    line += f"{query.values('summary-fr')[0]} |"
    assert line in (QUERIES / "README.md").read_text(encoding="utf-8").splitlines()


@by_name(CHECKS)
def test_the_readme_lists_the_check(query: QueryFile) -> None:
    line = f"| [`{query.name}`](checks/{query.name}.rq) | {query.values('summary-fr')[0]} |"
    assert line in (QUERIES / "README.md").read_text(encoding="utf-8").splitlines()


@by_name(CHECKS)
def test_a_check_finds_nothing_in_the_graph(query: QueryFile, graph: Store) -> None:
    assert solutions(graph, query.text) == []


@by_name(CHECKS)
def test_a_check_finds_its_counter_example(query: QueryFile, quads: list[Quad]) -> None:
    store = Store()
    store.bulk_extend(quads)
    update = (COUNTER_EXAMPLES / f"{query.name}.ru").read_text(encoding="utf-8")
    store.update(update)
    assert solutions(store, query.text) != []


def test_every_counter_example_belongs_to_a_check() -> None:
    names = {path.stem for path in COUNTER_EXAMPLES.glob("*.ru")}
    assert names == {file.name for file in CHECKS}


@by_name(ALL)
def test_a_query_file_ends_with_one_newline_and_no_stray_space(query: QueryFile) -> None:
    assert query.text.endswith("\n")
    assert not query.text.endswith("\n\n")
    assert not re.search(r"[ \t]$", query.text, re.MULTILINE)
