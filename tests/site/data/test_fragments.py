"""Triple pattern fragments over HTTP: what SPARQL counts, by pages, with a way to the others."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest
import rdflib

from chantier.namespaces import CES
from chantier.rdf.nquads import split_line
from chantier.store import versions
from support.client import Client
from support.server import serving

HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
FOAF_TOPIC = rdflib.URIRef("http://xmlns.com/foaf/0.1/primaryTopic")
DATASET = "https://w3id.org/chantier-es/dataset"
REGION = "https://w3id.org/chantier-es/id/region/11"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
NAME = '"Gaspésie–Îles-de-la-Madeleine"@fr'
NQ = "application/n-quads"
MEDIA_TYPES = {
    "application/trig": ox.RdfFormat.TRIG,
    NQ: ox.RdfFormat.N_QUADS,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


def address(**parameters: str | int) -> str:
    return f"/fragments?{urlencode(parameters)}" if parameters else "/fragments"


def read(client: Client, path: str, **headers: str) -> tuple[list[ox.Triple], rdflib.Graph]:
    """Give the data of a page and what it says of itself."""
    answer = client.get(path, NQ, **headers)
    assert answer.status == 200, answer.text
    quads = list(ox.parse(answer.body, format=ox.RdfFormat.N_QUADS))
    kept = [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
    told = "".join(f"{quad.triple} .\n" for quad in quads if quad not in kept)
    return [quad.triple for quad in kept], rdflib.Graph().parse(data=told, format="nt")


def total(about: rdflib.Graph) -> int:
    (count,) = set(about.objects(None, HYDRA.totalItems))
    assert set(about.objects(None, VOID.triples)) == {count}
    return int(str(count))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"subject": REGION},
        {"predicate": TYPE},
        {"object": CONCEPT},
        {"object": NAME},
        {"subject": REGION, "predicate": LABEL},
        {"subject": REGION, "object": NAME},
        {"predicate": TYPE, "object": CONCEPT},
        {"predicate": LABEL, "object": NAME},
        {"subject": REGION, "predicate": LABEL, "object": NAME},
        {"object": '"fr"'},
    ],
    ids=lambda given: "+".join(given) or "everything",
)
def test_each_kind_of_pattern_matches_what_sparql_counts(
    client: Client, given: dict[str, str]
) -> None:
    names = {"subject": "?s", "predicate": "?p", "object": "?o"}
    terms = [
        (given[name] if given[name].startswith('"') else f"<{given[name]}>")
        if name in given
        else variable
        for name, variable in names.items()
    ]
    distinct = f"SELECT DISTINCT ?s ?p ?o {{ GRAPH ?g {{ {' '.join(terms)} }} }}"
    counted = client.query(f"SELECT (COUNT(*) AS ?n) {{ {{ {distinct} }} }}").text
    found, about = read(client, address(**given))
    assert total(about) == int(counted.splitlines()[1]) > 0
    assert len(found) == min(total(about), 100)
    for triple in found:
        parts = (str(triple.subject), str(triple.predicate), str(triple.object))
        pairs = zip(terms, parts, strict=True)
        assert all(term.startswith("?") or term == part for term, part in pairs)


@pytest.mark.parametrize("given", [{}, {"predicate": TYPE}, {"subject": DATASET}])
def test_following_the_links_walks_the_whole_once(
    client: Client, data_dir: Path, given: dict[str, str]
) -> None:
    here, walked = f"{client.url}{address(**given)}", []
    while here:
        found, about = read(client, here.removeprefix(client.url))
        walked += [str(triple) for triple in found]
        here = str(next(about.objects(rdflib.URIRef(here), HYDRA.next), ""))
    lines = versions.current(data_dir).quads_path.read_bytes().splitlines(True)
    union = {split_line(line)[0].decode() for line in lines}
    subject, predicate = given.get("subject"), given.get("predicate")
    expected = [
        line
        for line in union
        if (not subject or line.startswith(f"<{subject}> "))
        and (not predicate or line.split(" ", 2)[1] == f"<{predicate}>")
    ]
    assert len(walked) == len(set(walked)) == len(expected) > 100
    genid = re.compile(rf"<{re.escape(client.url)}/\.well-known/genid/[0-9a-f]{{12}}/(\w+)>")
    assert {genid.sub(r"_:\1", line) for line in walked} == set(expected)


def test_a_page_says_what_it_is_part_of_and_how_to_ask_for_others(client: Client) -> None:
    asked = rdflib.URIRef(f"{client.url}{address(predicate=TYPE, page=2)}")
    whole = rdflib.URIRef(f"{client.url}{address(predicate=TYPE)}")
    _, about = read(client, asked.removeprefix(client.url))
    dataset = rdflib.URIRef(DATASET)
    assert set(about.subjects(VOID.subset, asked)) == {dataset, whole}
    assert (rdflib.URIRef(f"{asked}#metadata"), FOAF_TOPIC, dataset) in about
    assert (asked, rdflib.RDF.type, HYDRA.PartialCollectionView) in about
    assert about.value(asked, HYDRA.itemsPerPage) == rdflib.Literal(100)
    assert about.value(asked, HYDRA.previous) == about.value(asked, HYDRA.first) == whole
    form = about.value(dataset, HYDRA.search)
    assert str(about.value(form, HYDRA.template)) == (
        f"{client.url}/fragments{{?subject,predicate,object}}"
    )
    mapped = {
        str(about.value(field, HYDRA.variable)): about.value(field, HYDRA.property)
        for field in about.objects(form, HYDRA.mapping)
    }
    assert mapped == {name: rdflib.RDF[name] for name in ("subject", "predicate", "object")}


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_every_format_is_served_and_reads_back_as_the_same(client: Client, media_type: str) -> None:
    path = address(subject=REGION)
    answer = client.get(path, media_type)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert "Accept" in answer.headers["Vary"].split(", ")
    triples = {q.triple for q in ox.parse(answer.body, format=MEDIA_TYPES[media_type])}
    assert triples >= set(read(client, path)[0])
    assert f"{client.url}/fragments{{?subject,predicate,object}}" in {
        triple.object.value for triple in triples if isinstance(triple.object, ox.Literal)
    }


def test_without_a_wish_controls_stand_apart_and_browsers_get_a_page(client: Client) -> None:
    assert client.get("/fragments").media_type == "application/trig"
    assert client.get("/fragments", "*/*").media_type == "application/trig"
    assert client.get("/fragments", "text/html,*/*;q=0.8").media_type == "text/html"
    assert client.get("/fragments", "image/png").status == 406


def test_a_pattern_that_matches_nothing_is_an_empty_page(client: Client) -> None:
    for given in (
        {"subject": "http://nobody.example/"},
        {"subject": '"a literal"'},
        {"predicate": NAME},
        {"subject": REGION, "predicate": LABEL, "object": '"no such"'},
    ):
        found, about = read(client, address(**given))
        assert (found, total(about)) == ([], 0)
        assert about.value(rdflib.URIRef(DATASET), HYDRA.search)


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "x", "", "01", "٣", "9" * 12])
def test_a_page_that_is_no_number_is_refused(client: Client, page: str) -> None:
    answer = client.get(address(page=page), NQ)
    assert answer.status == 400
    assert f"“page” is a whole number from 1 on, not “{page}”." in answer.json["detail"]


def test_a_page_beyond_the_end_is_not_found(client: Client) -> None:
    answer = client.get(address(subject=REGION, page=2))
    assert answer.status == 404
    assert "There is no page 2: the last is page 1." in answer.json["detail"]
    assert client.get(address(subject="http://nobody.example/", page=2)).status == 404


@pytest.mark.parametrize("given", [{"subject": "region"}, {"object": '"a'}, {"object": "_:b"}])
def test_a_term_that_cannot_be_read_is_refused(client: Client, given: dict[str, str]) -> None:
    answer = client.get(address(**given), NQ)
    assert answer.status == 400
    assert "cannot be read" in answer.json["detail"]


def test_one_variable_in_two_places_is_refused(client: Client) -> None:
    assert client.get(address(subject="?x", object="?x")).status == 400
    assert client.get(address(subject="?x", object="?y", page=1)).status == 200


def test_unknown_parameters_are_ignored_but_stay_in_the_address(client: Client) -> None:
    path = address(subject=REGION, wish='é|^`"<>{}')
    found, about = read(client, path)
    assert found == read(client, address(subject=REGION))[0]
    asked = rdflib.URIRef(f"{client.url}{path}")
    assert (rdflib.URIRef(DATASET), VOID.subset, asked) in about


def test_what_an_iri_may_not_hold_is_encoded_in_the_address_of_the_page(client: Client) -> None:
    place = urlsplit(client.url)
    with socket.create_connection((place.hostname, place.port)) as connection:
        head = "GET /fragments?x={é}|^ HTTP/1.1\r\nHost: e.org\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b"")).decode()
    assert answer.startswith("HTTP/1.1 200 ")
    assert "<http://e.org/fragments?x=%7B%C3%A9%7D%7C%5E>" in answer


def test_blank_nodes_are_iris_that_can_be_asked_about_and_followed(client: Client) -> None:
    domains, _ = read(client, address(subject=f"{CES}legalForm", predicate=str(rdflib.RDFS.domain)))
    node = domains[0].object
    assert isinstance(node, ox.NamedNode)
    assert node.value.startswith(f"{client.url}/.well-known/genid/")
    said, _ = read(client, address(subject=node.value))
    assert {triple.subject for triple in said} == {node}
    assert len(said) == 2  # its type and its union
    pointing, _ = read(client, address(object=node.value))
    assert pointing == domains[:1]
    answer = client.get(node.value.removeprefix(client.url), NQ)
    assert (answer.status, answer.headers["Location"]) == (303, address(subject=node.value))
    path = node.value.removeprefix(client.url)
    label = path.rpartition("/")[2]
    for gone in (f"/.well-known/genid/0123456789ab/{label}", f"{path}99999", f"{path}%3E"):
        assert client.get(gone).status == 404
    assert read(client, address(subject=node.value.replace(client.url, "http://e")))[0] == []


def test_links_lead_back_to_the_host_that_was_asked(client: Client) -> None:
    path = address(subject=REGION)
    for host in ("data.example.org", "data.example.org:8443", "[::1]:80"):
        for _ in range(2):  # the second answer was kept ready
            _, about = read(client, path, Host=host)
            assert f"http://{host}/fragments{{?subject,predicate,object}}" in {
                str(item) for item in about.objects(None, HYDRA.template)
            }
    for host in ('e"><script>', "a b", "user@e", "e/x", "é"):
        answer = client.get(path, NQ, Host=host.encode().decode("latin-1"))
        assert answer.status == 400 or "<https://w3id.org/chantier-es/fragments?" in answer.text
    _, about = read(client, path)
    assert (rdflib.URIRef(DATASET), VOID.subset, rdflib.URIRef(client.url + path)) in about


@pytest.fixture(scope="module")
def behind(data_dir: Path) -> Iterator[Client]:
    """A client of a server that is told there is a proxy in front."""
    with serving(data_dir, CHANTIER_PROXIES="1") as served:
        yield served


def test_the_scheme_is_that_of_the_proxy_where_there_is_one(client: Client, behind: Client) -> None:
    for site, forwarded, scheme in (
        (behind, "https", "https"),
        (behind, "javascript", "http"),
        (client, "https", "http"),
    ):
        _, about = read(site, "/fragments", Host="e.org", X_Forwarded_Proto=forwarded)
        assert rdflib.URIRef(f"{scheme}://e.org/fragments") in set(
            about.objects(rdflib.URIRef(DATASET), VOID.subset)
        )


def test_a_fragment_has_an_etag_that_holds_while_the_version_does(client: Client) -> None:
    path = address(predicate=TYPE)
    first = client.get(path, NQ)
    again = client.get(path, NQ, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    timings = [client.get(path, NQ).headers["Server-Timing"] for _ in range(3)]
    assert any(timing.startswith("cache") for timing in timings)  # of two processes, one knows it
    head = client.send("HEAD", path, {"Accept": NQ})
    assert (head.status, head.headers["ETag"]) == (200, first.headers["ETag"])


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Triplets trouvés"), ("en", "Triples found")]
)
def test_a_page_for_people_shows_the_triples_and_the_form(
    client: Client, language: str, words: str
) -> None:
    answer = client.get(address(predicate=TYPE, page=2, lang=language), "text/html")
    assert (answer.status, answer.headers["Content-Language"]) == (200, language)
    assert words in answer.text
    assert f'name="predicate" value="{TYPE}"' in answer.text
    assert answer.text.count("<tr>") == 101
    assert 'rel="prev"' in answer.text
    assert 'rel="next"' in answer.text
    assert f"predicate={quote(TYPE, safe='')}" in answer.headers["Content-Location"]
    other = {"fr": "en", "en": "fr"}[language]
    assert f"page=2&amp;lang={other}" in answer.text


def test_what_a_visitor_types_is_shown_and_never_run(client: Client) -> None:
    answer = client.get(address(object='"><script>alert(1)</script>"'), "text/html")
    assert answer.status == 200
    data = '<script type="application/ld+json">'
    assert answer.text.count("<script") == answer.text.count(data) <= 1
    assert answer.text.count("</script") == answer.text.count(data)
