"""The Graph Store over HTTP: reading by all, writing by those who hold a token."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from chantier.store import versions
from chantier.updates import tokens
from support.client import Client, run
from support.server import serving
from support.writers import GRAPH, TURTLE, Writer, own_copy, store, writing

ONE = "<http://e/a> <http://e/b> 1.50 ."
TWO = "<http://e/c> <http://e/d> <http://e/a> ."
ONE_LINE = '<http://e/a> <http://e/b> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .'
OWN = "https://w3id.org/chantier-es/graph/"


@pytest.fixture(scope="module")
def writer(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    place = tmp_path_factory.mktemp("graph-store")
    with writing(own_copy(data_dir, place), CHANTIER_BODY_BYTES="500000") as served:
        yield served


def test_a_graph_is_made_replaced_extended_and_removed(writer: Writer) -> None:
    graph = f"{GRAPH}vie"
    made = writer.put(graph, ONE)
    assert made.status == 201
    assert made.headers["ETag"] == f'"{versions.current_id(writer.data_dir)}"'
    assert writer.triples(graph) == [ONE_LINE]
    assert writer.post(graph, TWO).status == 204
    assert len(writer.triples(graph)) == 2
    assert writer.put(graph, TWO).status == 204
    assert writer.triples(graph) == [TWO]
    assert writer.delete(graph).status == 204
    assert writer.client.get(store(graph)).status == 404
    assert writer.client.send("HEAD", store(graph)).status == 404
    assert writer.delete(graph).status == 404


def test_a_post_may_make_a_graph_and_name_it(writer: Writer) -> None:
    assert writer.post(f"{GRAPH}neuf", ONE).status == 201
    minted = writer.send("POST", "/store", ONE.encode(), TURTLE)
    assert minted.status == 201
    assert writer.triples(minted.headers["Location"]) == [ONE_LINE]
    other = writer.send("POST", "/store", ONE.encode(), TURTLE)
    assert other.headers["Location"] != minted.headers["Location"]


def test_a_graph_is_written_at_its_own_address(writer: Writer) -> None:
    iri = f"{OWN}partenaire/adresse"
    assert writer.send("PUT", "/graph/partenaire/adresse", ONE.encode(), TURTLE).status == 201
    assert writer.triples(iri) == [ONE_LINE]
    assert writer.send("POST", "/graph/partenaire/adresse.ttl", TWO.encode(), TURTLE).status == 204
    assert writer.send("DELETE", "/graph/partenaire/adresse").status == 204
    assert writer.triples(iri) == []


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_part_of_a_graph_does_not_replace_it(writer: Writer, method: str) -> None:
    headers = {"Content-Type": "text/turtle", "Content-Range": "bytes 0-26/1000"}
    answer = writer.send(method, store("http://e/part"), b"<http://e/a> <http://e/b> 1 .", headers)
    assert answer.status == 400
    assert "whole graph" in answer.json["detail"]


def test_an_empty_graph_is_no_graph(writer: Writer) -> None:
    graph = f"{GRAPH}vide"
    assert writer.put(graph, "").status == 204
    assert writer.client.get(store(graph)).status == 404
    assert writer.put(graph, ONE).status == 201
    assert writer.post(graph, "").status == 204
    assert writer.triples(graph) == [ONE_LINE]
    refused = writer.put(graph, "# nothing")
    assert refused.status == 400
    assert "If-Match: *" in refused.json["detail"]
    assert writer.triples(graph) == [ONE_LINE]
    meant = TURTLE | {"If-Match": "*"}
    assert writer.send("PUT", store(graph), b"", meant).status == 204
    assert writer.client.get(store(graph)).status == 404


@pytest.mark.parametrize(
    "upgrade", ["h2c", "websocket, h2c", "TLS/1.0"], ids=lambda value: value.partition("/")[0]
)
def test_a_put_that_asks_for_an_upgrade_writes_its_body(writer: Writer, upgrade: str) -> None:
    """So do clients such as java.net.http by default."""
    graph = f"{GRAPH}upgrade"
    headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": upgrade, "HTTP2-Settings": "AA"}
    assert writer.send("PUT", store(graph), ONE.encode(), TURTLE | headers).status in (201, 204)
    assert writer.triples(graph) == [ONE_LINE]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("text/turtle;charset=utf-8", ONE),
        ("application/n-triples", ONE_LINE),
        ("application/n-quads", f"{ONE_LINE[:-1]}<{GRAPH}format> ."),
        ("application/trig", f"<{GRAPH}format> {{ {ONE} }}"),
        ("application/trig", f"\ufeff{ONE}"),
        (
            "application/ld+json",
            json.dumps(
                {
                    "@id": "http://e/a",
                    "http://e/b": {
                        "@value": "1.50",
                        "@type": "http://www.w3.org/2001/XMLSchema#decimal",
                    },
                }
            ),
        ),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
            '<r:Description r:about="http://e/a"><e:b r:datatype='
            '"http://www.w3.org/2001/XMLSchema#decimal">1.50</e:b></r:Description></r:RDF>',
        ),
    ],
)
def test_each_format_is_read_and_written_to_the_character(
    writer: Writer, media_type: str, body: str
) -> None:
    graph = f"{GRAPH}format"
    sent = writer.send("PUT", store(graph), body.encode(), {"Content-Type": media_type})
    assert sent.status in (201, 204), sent.text
    assert writer.triples(graph) == [ONE_LINE]
    answer = writer.client.get(store(graph), media_type)
    assert answer.media_type == media_type.partition(";")[0]
    assert "1.50" in answer.text


def test_relative_iris_are_resolved_against_the_graph(writer: Writer) -> None:
    graph = f"{GRAPH}base/x"
    writer.put(graph, "<> <#b> <y> .")
    assert writer.triples(graph) == [f"<{graph}> <{graph}#b> <{GRAPH}base/y> ."]


def test_a_form_sends_several_files(writer: Writer) -> None:
    graph = f"{GRAPH}formulaire"
    parts = [("a.ttl", "text/turtle", ONE), ("b.nt", "application/n-triples", TWO)]
    body = "".join(
        f'--limite\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n{text}\r\n"
        for name, media_type, text in parts
    )
    headers = {"Content-Type": "multipart/form-data; boundary=limite"}
    sent = writer.send("POST", store(graph), f"{body}--limite--\r\n".encode(), headers)
    assert sent.status == 201, sent.text
    assert writer.triples(graph) == [ONE_LINE, TWO]
    field = '--limite\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--limite--\r\n'
    assert writer.send("POST", store(graph), field.encode(), headers).status == 400


def test_everybody_reads_and_the_default_graph_is_the_union(writer: Writer) -> None:
    data = f"{OWN}data/poles"
    anybody = writer.with_token("")
    assert len(anybody.triples(data)) > 1_000
    assert set(anybody.triples(data)) < set(anybody.triples(""))
    head = writer.client.send("HEAD", store(data), {"Accept": "text/turtle"})
    assert (head.status, head.body, head.media_type) == (200, b"", "text/turtle")
    refused = writer.put("", ONE)
    assert refused.status == 400
    assert "?graph=" in refused.json["detail"]


# Who may


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", [store(f"{GRAPH}x"), "/graph/partenaire/x"])
def test_without_a_good_token_nothing_is_written(writer: Writer, method: str, path: str) -> None:
    for shown in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer chantier_x"}):
        answer = writer.client.send(method, path, TURTLE | shown, ONE.encode())
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.media_type == "application/problem+json"


def test_a_token_opens_its_own_graphs_until_it_is_revoked(writer: Writer) -> None:
    secret = tokens.create(writer.data_dir, "partenaire", [f"{GRAPH}partenaire/*"])
    partner = writer.with_token(secret)
    assert partner.put(f"{GRAPH}partenaire/a", ONE).status == 201
    for graph in (f"{GRAPH}autre", f"{GRAPH}partenaire"):
        refused = partner.put(graph, ONE)
        assert refused.status == 403
        assert "partenaire" in refused.json["detail"]
    assert partner.send("POST", "/store", ONE.encode(), TURTLE).status == 403
    assert run("token", "revoke", "partenaire", data_dir=writer.data_dir).returncode == 0
    refused = partner.put(f"{GRAPH}partenaire/a", TWO)
    assert refused.status == 401
    assert "revoked" in refused.json["detail"]


def test_an_expired_token_opens_nothing(writer: Writer) -> None:
    secret = tokens.create(writer.data_dir, "ephemere", ["*"], "2999-01-01")
    path = writer.data_dir / "tokens.json"
    path.write_text(path.read_text("utf-8").replace("2999-01-01", "2020-01-01"), encoding="utf-8")
    refused = writer.with_token(secret).put(f"{GRAPH}x", ONE)
    assert refused.status == 401
    assert "expired" in refused.json["detail"]


def test_writes_are_off_unless_switched_on(data_dir: Path, tmp_path: Path, client: Client) -> None:
    own = own_copy(data_dir, tmp_path)
    secret = tokens.create(own, "essais", ["*"])
    with serving(own) as served:
        refused = Writer(served, own, secret).put(f"{GRAPH}x", ONE)
    assert refused.status == 403
    assert "writes = true" in refused.json["detail"]
    assert client.get(store(f"{OWN}data/poles")).status == 200


@pytest.mark.parametrize(
    ("graph", "where"),
    [
        (f"{OWN}data/poles", "data/poles.ttl"),
        (f"{OWN}data/a-venir", "data/a-venir.ttl"),
        (f"{OWN}queries/questions", "queries/"),
        (f"{OWN}description", "computes"),
        (f"{OWN}journal", "each write"),
    ],
)
def test_a_graph_of_the_sources_is_changed_in_its_file(
    writer: Writer, graph: str, where: str
) -> None:
    refused = writer.put(graph, ONE)
    assert refused.status == 409
    assert where in refused.json["detail"]


# Conditions


def test_a_write_may_ask_that_nothing_changed_meanwhile(writer: Writer) -> None:
    graph = f"{GRAPH}condition"
    first = writer.put(graph, ONE).headers["ETag"]
    assert writer.put(graph, f"{ONE} {TWO}", **{"If-Match": first}).status == 204
    refused = writer.put(graph, ONE, **{"If-Match": first})
    assert refused.status == 412
    assert writer.put(graph, ONE, **{"If-Match": '"x"'}).status == 412
    read = writer.client.get(store(graph), "text/turtle").headers["ETag"]
    assert writer.put(graph, TWO, **{"If-Match": read}).status == 204
    assert writer.put(graph, ONE, **{"If-Match": read}).status == 412
    assert writer.put(graph, ONE, **{"If-Match": "*"}).status == 204
    assert writer.put(graph, TWO, **{"If-None-Match": "*"}).status == 412
    assert writer.triples(graph) == [ONE_LINE]


# Bad input


BAD = {
    "no graph": ("PUT", "/store", TURTLE, ONE, 400, "?graph="),
    "two graphs": (
        "PUT",
        "/store?graph=http://e/a&graph=http://e/b",
        TURTLE,
        ONE,
        400,
        "one graph",
    ),
    "graph and default": ("PUT", "/store?graph=http://e/a&default", TURTLE, ONE, 400, "one graph"),
    "an unknown parameter": ("PUT", "/store?grpah=http://e/a", TURTLE, ONE, 400, "one graph"),
    "a relative IRI": ("PUT", "/store?graph=essai", TURTLE, ONE, 400, "absolute"),
    "an IRI with a space": ("PUT", "/store?graph=http://e/a%20b", TURTLE, ONE, 400, "absolute"),
    "a script as IRI": ("PUT", "/store?graph=%22%3E%3Cscript%3E", TURTLE, ONE, 400, "absolute"),
    "not Turtle": ("PUT", store(GRAPH), TURTLE, "<a> <b>", 400, "line 1"),
    "no media type": ("PUT", store(GRAPH), {}, ONE, 415, "text/turtle"),
    "a vague media type": ("PUT", store(GRAPH), {"Content-Type": "text/plain"}, ONE, 415, "turtle"),
    "another graph": (
        "PUT",
        store(GRAPH),
        {"Content-Type": "application/trig"},
        "<http://e/other> { <http://e/a> <http://e/b> 1 }",
        400,
        "<http://e/other>",
    ),
    "too long": ("PUT", store(GRAPH), TURTLE, "#" * 600_000, 413, "500,000"),
    "too long a form": (
        "POST",
        store(GRAPH),
        {"Content-Type": "multipart/form-data; boundary=x"},
        "--x\r\n" + "#" * 600_000,
        413,
        "",
    ),
    "an unknown encoding": (
        "PUT",
        store(GRAPH),
        TURTLE | {"Content-Encoding": "br"},
        ONE,
        415,
        "gzip",
    ),
    "not gzip": ("PUT", store(GRAPH), TURTLE | {"Content-Encoding": "gzip"}, ONE, 400, "gzip"),
    "entities": (
        "PUT",
        store(GRAPH),
        {"Content-Type": "application/rdf+xml"},
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><r:RDF/>',
        400,
        "xmllint",
    ),
    "nested triple terms": (
        "PUT",
        store(GRAPH),
        TURTLE,
        "<a> <b> " + "<<(<a> <b> " * 30_000 + "1" + ")>>" * 30_000 + " .",
        400,
        "RDF 1.1",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_its_status_and_a_remedy(writer: Writer, name: str) -> None:
    method, path, headers, body, status, said = BAD[name]
    before = versions.current_id(writer.data_dir)
    answer = writer.send(method, path, body.encode(), headers)
    assert answer.status == status, answer.text
    assert said in answer.json["detail"]
    assert versions.current_id(writer.data_dir) == before


def test_a_compressed_body_is_read_up_to_the_limit(writer: Writer) -> None:
    headers = TURTLE | {"Content-Encoding": "gzip"}
    graph = store(f"{GRAPH}gzip")
    assert writer.send("PUT", graph, gzip.compress(ONE.encode()), headers).status == 201
    bomb = gzip.compress(b"#" * 5_000_000)
    assert len(bomb) < 10_000
    assert writer.send("PUT", graph, bomb, headers).status == 413
    assert writer.triples(f"{GRAPH}gzip") == [ONE_LINE]


def test_a_body_in_chunks_is_read_too(writer: Writer) -> None:
    place = urlsplit(writer.client.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
    headers = TURTLE | {"Authorization": f"Bearer {writer.token}"}
    connection.request(
        "PUT", store(f"{GRAPH}morceaux"), iter([ONE.encode(), b"\n", TWO.encode()]), headers
    )
    with connection.getresponse() as response:
        assert response.status == 201
    connection.close()
    assert writer.triples(f"{GRAPH}morceaux") == [ONE_LINE, TWO]


def test_what_was_written_is_read_at_once_and_queries_see_it(writer: Writer) -> None:
    graph = f"{GRAPH}vu"
    for number in range(3):
        writer.put(graph, f"<http://e/a> <http://e/n> {number} .")
        assert f'"{number}"' in writer.triples(graph)[0]
        writer.settle()
        answer = writer.client.query("SELECT ?n WHERE { <http://e/a> <http://e/n> ?n }")
        assert answer.text.split() == ["n", str(number)]


@pytest.mark.parametrize("form", [ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG], ids=str)
def test_a_graph_is_read_with_its_name_in_the_formats_that_have_one(
    writer: Writer, form: ox.RdfFormat
) -> None:
    media_type, graph = form.media_type, f"{OWN}partenaire/nommé"
    assert writer.put(graph, ONE).status == 201
    for path in (store(graph), "/graph/partenaire/nomm%C3%A9"):
        writer.settle()
        answer = writer.client.get(path, media_type)
        assert answer.media_type == media_type
        names = {str(quad.graph_name) for quad in ox.parse(answer.body, format=form)}
        assert names == {f"<{graph}>"}, path
    assert writer.delete(graph).status == 204
    writer.settle()
    for accept in (media_type, "text/html", "text/turtle"):
        assert writer.client.get("/graph/partenaire/nomm%C3%A9", accept).status == 404
