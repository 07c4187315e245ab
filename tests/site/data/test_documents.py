from __future__ import annotations

import re
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from chantier.namespaces import BASE
from support.client import ROOT, Client

FORMATS = {
    "ttl": ("text/turtle", "turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", "json-ld", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", "nt", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", "xml", ox.RdfFormat.RDF_XML),
}
THINGS = [
    "enonce/mandat-4",
    "region/06",
    "pole/outaouais",
    "concept/valeur-equite",
    "portrait/2016",
]


def by_rdflib(body: bytes, name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=body, format=name)


def by_oxigraph(body: bytes, form: ox.RdfFormat) -> rdflib.Graph:
    triples = (quad.triple for quad in ox.parse(body, format=form))
    return by_rdflib(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), "nt")


def test_a_thing_sends_to_its_document(client: Client) -> None:
    answer = client.get("/id/enonce/mission", "text/turtle")
    assert answer.status == 303
    assert answer.headers["Location"] == "/doc/enonce/mission"


@pytest.mark.parametrize("thing", THINGS)
def test_a_document_says_the_same_in_every_format_to_every_parser(
    client: Client, thing: str
) -> None:
    reference = by_rdflib(client.get(f"/doc/{thing}.nt").body, "nt")
    assert len(reference) > 3
    for extension, (media_type, name, form) in FORMATS.items():
        negotiated = client.get(f"/doc/{thing}", media_type)
        named = client.get(f"/doc/{thing}.{extension}")
        assert negotiated.status == named.status == 200
        assert negotiated.media_type == named.media_type == media_type
        assert negotiated.headers["Content-Location"] == f"/doc/{thing}.{extension}"
        assert "Accept" in negotiated.headers["Vary"]
        assert isomorphic(by_rdflib(named.body, name), reference), extension
        assert isomorphic(by_oxigraph(negotiated.body, form), reference), extension


def test_lexical_forms_reach_the_reader_unchanged(client: Client) -> None:
    text = client.get("/doc/source/page.txt.ttl").text
    assert re.search(r'"3842"\^\^(xsd:nonNegativeInteger|<\S+#nonNegativeInteger>)', text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("thing", THINGS)
def test_a_thing_has_a_page_in_each_language(client: Client, thing: str, language: str) -> None:
    page = client.get(f"/{language}/id/{thing}")
    negotiated = client.get(f"/doc/{thing}", "text/html", Accept_Language=language)
    assert page.status == 200
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in page.text
    assert f"{BASE}id/{thing}" in page.text
    assert negotiated.headers["Content-Location"] == f"/{language}/id/{thing}"
    assert negotiated.headers["Vary"] == "Accept, Accept-Language, Accept-Datetime, Accept-Encoding"


def test_the_ontology_comes_as_rdf_and_as_a_page_with_every_term(client: Client) -> None:
    source = rdflib.Graph().parse(ROOT / "ontology" / "chantier.ttl")
    source.parse(ROOT / "ontology" / "enterprise.ttl")
    source.remove((rdflib.URIRef(f"{BASE}ns/enterprise"), None, None))
    served = by_rdflib(client.get("/ns", "text/turtle").body, "turtle")
    assert isomorphic(served, source)
    page = client.get("/fr/ontologie")
    terms = set(re.findall(r"ns#(\w+)", client.get("/ns.nt").text))
    declared = {t for t in terms if f'id="{t}"' in page.text}
    assert len(declared) >= 60
    assert {"Mission", "mandate", "statementText"} <= declared


def test_each_named_graph_is_served_whole(client: Client) -> None:
    listed = client.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    graphs = listed.text.split()[1:]
    assert len(graphs) > 30
    for graph in graphs:
        answer = client.get("/" + graph.removeprefix(BASE), "application/n-triples")
        assert answer.status == 200, graph
        assert answer.body


def test_the_text_of_the_page_is_served_as_it_was_received(client: Client) -> None:
    answer = client.get("/id/source/page.txt")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.body == (ROOT / "data" / "sources" / "page.txt").read_bytes()


def test_the_validation_report_is_served_and_says_that_the_graph_conforms(client: Client) -> None:
    report = by_rdflib(client.get("/report").body, "turtle")
    conforms = list(report.objects(None, rdflib.SH.conforms))
    assert [value.toPython() for value in conforms] == [True]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "accept", "status", "said"),
    [
        ("/id/pole/atlantide", None, 404, "pole/atlantide"),
        ("/doc/pole/atlantide.ttl", None, 404, "pole/atlantide"),
        ("/fr/id/pole/atlantide", None, 404, "pole/atlantide"),
        ("/graph/nothing", None, 404, "graph/nothing"),
        ("/graph/data/poles.docx", None, 404, "graph/data/poles.docx"),
        ("/graph/nothing.html", None, 404, "graph/nothing"),
        ("/ns/2.0.0", None, 404, "ns/2.0.0"),
        ("/ns/alignments.docx", None, 404, "ns/alignments.docx"),
        ("/report.docx", None, 404, "report.docx"),
        ("/ns.docx", None, 404, "ns.docx"),
        ("/nowhere", None, 404, ""),
        ("/doc/enonce/mission", "image/png", 406, "text/turtle"),
        ("/ns", "image/png", 406, "text/turtle"),
    ],
)
def test_what_is_not_there_or_not_acceptable_is_refused_plainly(
    client: Client, path: str, accept: str | None, status: int, said: str
) -> None:
    answer = client.get(path, accept)
    assert answer.status == status
    assert answer.media_type == "application/problem+json"
    assert said in answer.json["detail"]


def test_an_error_is_a_page_for_who_reads_pages_in_their_language(client: Client) -> None:
    answer = client.get("/id/pole/atlantide", "text/html", Accept_Language="en")
    assert answer.status == 404
    assert answer.media_type == "text/html"
    assert '<html lang="en">' in answer.text


@pytest.mark.parametrize("path", ["/fr/../etc/passwd", "/static/../app.py", "/id/../../x"])
def test_no_path_climbs_out(client: Client, path: str) -> None:
    assert client.get(path).status == 404


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src") and value}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_link_of_the_first_pages_leads_somewhere(client: Client, language: str) -> None:
    parser = _Links()
    for path in ("/", "/questions", "/ontologie", "/id/enonce/mission", "/id/pole/mauricie"):
        parser.feed(client.get(f"/{language}{path}").text)
    local = {link.partition("#")[0] for link in parser.found if link.startswith("/")}
    dead = {link for link in sorted(local) if client.get(link).status not in (200, 303)}
    assert len(local) > 100
    assert dead == set()


def test_no_page_asks_anything_of_another_host(client: Client) -> None:
    for path in ("/fr/", "/fr/ontologie", "/fr/requetes", "/fr/id/region/06"):
        answer = client.get(path, "text/html")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<(script|img|iframe)[^>]*(http|//)", answer.text)
        assert not re.search(r'<link rel="stylesheet"[^>]*http', answer.text)
