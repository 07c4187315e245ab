"""What an update touches is read off its text, without parsing it."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from chantier.errors import QueryError
from chantier.query.sparql.update_scanner import read_update

TOUCHING = [
    "INSERT DATA { <a> <b> 1 }",
    "INSERT DATA { [] <b> 1 }",
    "insert data { GRAPH <g> { <a> <b> 1 } <a> <b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } USING <g> WHERE { ?s ?p ?o }",
    "INSERT { GRAPH <g> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
    "INSERT { GRAPH <g> { ?s ?p ?o } } WHERE { GRAPH <g> { ?s ?p ?o } OPTIONAL { ?s <p> ?x } }",
    "INSERT { GRAPH <g> { ?s ?p 1 } } WHERE { GRAPH <g> { ?s ?p ?o } FILTER EXISTS { ?o ?p ?s } }",
    "INSERT { GRAPH <g> { <a> <b> ?n } } WHERE { SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o } }",
    "CLEAR GRAPH <g> ; INSERT DATA { <a> <b> 1 }",
    "WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
    "CLEAR DEFAULT",
    "COPY DEFAULT TO <g>",
    "MOVE <g> TO DEFAULT",
]
NOT_TOUCHING = [
    "",
    "INSERT DATA { GRAPH <g> { <a> <b> 1 } }",
    "INSERT DATA { GRAPH <g> { <a> <b> '{ <a> <b> 1 }' } } # ; CLEAR DEFAULT",
    "PREFIX with: <http://e/> INSERT DATA { GRAPH with:g { with:a with:insert 1 } }",
    "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "WITH <g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "DELETE { GRAPH <g> { ?s ?p ?o } } USING <g> WHERE { ?s ?p ?o }",
    "INSERT { GRAPH <g> { ?s ?p 1 } } WHERE { GRAPH <g> { { ?s ?p ?o } UNION { ?o ?p ?s } } }",
    "INSERT { GRAPH <g> { ?s ?p 1 } } WHERE { VALUES ?s { <a> 1 } GRAPH <g> { ?s ?p ?o } }",
    "INSERT { GRAPH <g> { ?s ?p 1 } } WHERE { GRAPH <g> { ?s ?p ?o } FILTER (?o = <a>) }",
    "INSERT { GRAPH <g> { ?s ?p 1 } } WHERE { GRAPH <g> { ?s ?p ?o } BIND (<a> AS ?x) }",
    "INSERT { GRAPH <g> { ?s ?p 1 } }"
    " WHERE { SELECT ?s ?p { GRAPH <g> { ?s ?p ?o } } ORDER BY ?s LIMIT 5 }",
    "COPY <g> TO <h>",
    "DROP GRAPH <g> ; CREATE GRAPH <g>",
]


def touches_default(text: str) -> bool:
    found = read_update(text)
    return found.writes_default or found.reads_default


@pytest.mark.parametrize("text", TOUCHING)
def test_an_update_that_reads_or_writes_the_default_graph_is_known(text: str) -> None:
    assert touches_default(text)


@pytest.mark.parametrize("text", NOT_TOUCHING)
def test_an_update_of_named_graphs_alone_is_known(text: str) -> None:
    assert not touches_default(text)


@pytest.mark.parametrize(
    ("text", "writes", "reads"),
    [
        ("INSERT DATA { <a> <b> 1 }", True, False),
        ("INSERT { GRAPH <g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", False, True),
        ("INSERT { ?s ?p ?o } WHERE { GRAPH <g> { ?s ?p ?o } }", True, False),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", True, True),
        ("INSERT { ?s ?p 1 } USING <g> WHERE { ?s ?p ?o }", True, False),
        ("WITH <g> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", False, False),
        ("DELETE WHERE { ?s ?p ?o }", True, True),
        ("CLEAR DEFAULT", True, False),
        ("INSERT { GRAPH <g> { <a> <b> ?n } } WHERE { { SELECT ?n { ?s ?p ?n } } }", False, True),
    ],
)
def test_to_read_the_default_graph_and_to_write_it_are_told_apart(
    text: str, writes: bool, reads: bool
) -> None:
    found = read_update(text)
    assert (found.writes_default, found.reads_default) == (writes, reads)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LOAD <http://e/>", "LOAD"),
        ("LOAD <http://e/> INTO GRAPH <g>", "LOAD"),
        ("CLEAR GRAPH <g> ; load <http://e/>", "LOAD"),
        ("LOAD SILENT <http://e/>", ""),
        ("INSERT { ?s ?p 1 } WHERE { service <http://e/> { ?s ?p ?o } }", "SERVICE"),
        ("INSERT { ?s ?p 1 } WHERE { SERVICE SILENT ?e { ?s ?p ?o } }", "SERVICE"),
        (
            "INSERT { ?s ?p 1 } WHERE { FILTER(1<2)SERVICE#>\n <http://e/> { ?s ?p ?o } }",
            "SERVICE",
        ),
        ("INSERT DATA { <load> <service> 'SERVICE', \"LOAD <http://e/>\" } # SERVICE LOAD", ""),
        ("PREFIX service: <http://e/> INSERT DATA { service:a service:load 1 }", ""),
    ],
)
def test_an_update_that_would_ask_another_server_is_refused(text: str, said: str) -> None:
    refused = read_update(text).refused
    assert refused.partition(" ")[0] == said


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://e/> INTO GRAPH <http://e/g>",
        "LOAD SILENT <http://e/>",
        "PREFIX a: <http://e/> CLEAR SILENT DEFAULT ; load#c\n silent a:b INTO GRAPH a:g",
        "PREFIX : <http://e/> LOAD :b",
    ],
)
def test_what_load_names_is_not_even_tried(text: str) -> None:
    (found,) = re.findall(r"LOAD.*?<(.*?)>", read_update(text).edited(), re.IGNORECASE | re.DOTALL)
    assert found.startswith("urn:")


@pytest.mark.parametrize(
    "text",
    [
        *("LOADSILENT <http://e/>", "DROPSILENTALL", "CLEAR SILENTNAMED", "clearall"),
        *("LOAD <http://e/> INTOGRAPH <http://e/g>", "CREATE GRAPH <a> ; DropAll"),
        "INSERTDATA { <a> <b> <c> }",
    ],
)
def test_keywords_that_run_together_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(QueryError, match=r"Line 1, column \d+: “\w+”. Put a space"):
        read_update(text)


def test_names_and_values_may_look_like_keywords_that_run_together() -> None:
    text = "PREFIX dropall: <http://e/> INSERT DATA { GRAPH dropall:x { <a> <b> 'CLEARALL' } }"
    assert read_update(text).clearings == ()


def carried_out(text: str) -> dict[str, set[str]]:
    """What an update leaves of two graphs with one triple each: graph → objects."""
    store = ox.Store()
    graphs = {name: ox.NamedNode(f"http://e/{name}") for name in "gh"}
    thing, said = ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p")
    for name, graph in graphs.items():
        store.add(ox.Quad(thing, said, ox.Literal(name), graph))
    store.update(text, base_iri="http://e/")
    left: dict[str, set[str]] = {}
    for quad in store:
        name = str(quad.graph_name.value) if isinstance(quad.graph_name, ox.NamedNode) else ""
        left.setdefault(name.removeprefix("http://e/"), set()).add(quad.object.value)  # type: ignore[union-attr]
    return left


INTO = "INSERT { GRAPH <k> { ?s ?p ?o } } WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "default", "named", "left"),
    [
        (INTO, ["http://e/g"], [], {"g": {"g"}, "h": {"h"}, "k": {"g"}}),
        (
            f"{INTO} ; {INTO.replace('<k>', '<l>')}",
            ["http://e/h"],
            [],
            {"g": {"g"}, "h": {"h"}, "k": {"h"}, "l": {"h"}},
        ),
        (
            "INSERT { GRAPH <k> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
            [],
            ["http://e/g"],
            {"g": {"g"}, "h": {"h"}, "k": {"g"}},
        ),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", [], ["http://e/h"], {"g": {"g"}}),
        (
            "INSERT DATA { <a> <p> 'WHERE' }",
            ["http://e/g"],
            [],
            {"": {"WHERE"}, "g": {"g"}, "h": {"h"}},
        ),
        (
            "INSERT { GRAPH <k> { ?s ?p ?o } } WHERE { SELECT * WHERE { ?s ?p ?o } }",
            ["http://e/g"],
            [],
            {"g": {"g"}, "h": {"h"}, "k": {"g"}},
        ),
    ],
)
def test_the_dataset_of_a_request_is_what_every_where_sees(
    text: str, default: list[str], named: list[str], left: dict[str, set[str]]
) -> None:
    assert carried_out(read_update(text).edited(default, named)) == left


def test_an_update_without_a_dataset_of_the_request_stays_as_it_is() -> None:
    text = "WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } # WHERE"
    assert read_update(text).edited([], []) == text


@pytest.mark.parametrize(
    "text",
    [
        "WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { GRAPH <g> { ?s ?p 1 } } USING <g> WHERE { ?s ?p ?o }",
        "CLEAR GRAPH <g> ; INSERT { GRAPH <g> { ?s ?p 1 } } using named <g> WHERE { ?s ?p ?o }",
    ],
)
def test_two_datasets_are_one_too_many(text: str) -> None:
    update = read_update(text)
    assert update.has_dataset
    with pytest.raises(QueryError, match="Keep one"):
        update.edited([], ["http://e/g"])


@pytest.mark.parametrize("iri", ["g", "", "http://e/> } ; DROP ALL #", "http://e/a b", "1:x"])
def test_a_graph_that_is_no_absolute_iri_does_not_get_into_the_text(iri: str) -> None:
    with pytest.raises(QueryError, match="not an absolute IRI"):
        read_update(INTO).edited([iri], [])
