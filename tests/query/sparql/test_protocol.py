from __future__ import annotations

import gzip
import zlib
from urllib.parse import urlencode

import pytest

from chantier.errors import NotAcceptable, QueryError, RequestTooLarge, UnsupportedMediaType
from chantier.query.sparql.protocol import (
    FORM_TYPE,
    QUERY_TYPE,
    UPDATE_TYPE,
    SparqlRequest,
    answer_format,
    inflate,
)
from chantier.query.sparql.scanner import Form
from chantier.rdf.formats import RESULTS_JSON


def test_a_query_comes_by_the_three_ways_of_the_protocol() -> None:
    text = "ASK { ?s ?p 'é+%20&' }"
    sent = urlencode({"query": text, "default-graph-uri": "http://g"})
    by_get = SparqlRequest.read("GET", sent, None, b"")
    by_form = SparqlRequest.read("POST", "", FORM_TYPE, sent.encode())
    direct = SparqlRequest.read(
        "POST", "default-graph-uri=http://g", f"{QUERY_TYPE}; charset=utf-8", text.encode()
    )
    for request in (by_get, by_form, direct):
        assert request.query == text
        assert request.update is None
        assert request.dataset.default_graphs == ("http://g",)
        assert request.dataset.named_graphs == ()


def test_an_escaped_plus_is_a_plus() -> None:
    assert SparqlRequest.read("GET", "query=1%2B1", None, b"").query == "1+1"
    assert SparqlRequest.read("POST", "", FORM_TYPE, b"query=1%2B1").query == "1+1"


def test_a_form_and_its_address_are_read_together() -> None:
    request = SparqlRequest.read(
        "POST", "named-graph-uri=urn:a", FORM_TYPE, b"query=x&named-graph-uri=urn:b"
    )
    assert request.dataset.named_graphs == ("urn:a", "urn:b")
    assert SparqlRequest.read("POST", "query=x", FORM_TYPE, b"format=csv").query == "x"


def test_a_request_without_a_query_is_for_the_description() -> None:
    assert SparqlRequest.read("GET", "", None, b"").query is None
    assert SparqlRequest.read("GET", "lang=fr", None, b"").query is None


def test_updates_are_told_from_queries() -> None:
    assert SparqlRequest.read("POST", "", UPDATE_TYPE, b"CLEAR ALL").update == "CLEAR ALL"
    assert SparqlRequest.read("POST", "", FORM_TYPE, b"update=CLEAR%20ALL").update == "CLEAR ALL"


@pytest.mark.parametrize(
    ("method", "address", "kind", "body", "error"),
    [
        ("GET", "query=a&query=b", None, b"", QueryError),
        ("GET", "update=CLEAR%20ALL", None, b"", QueryError),
        ("GET", "query=%FF", None, b"", QueryError),
        ("GET", "%FF=x", None, b"", QueryError),
        ("POST", "", FORM_TYPE, b"query=%FF", QueryError),
        ("POST", "", FORM_TYPE, b"query=\xff", QueryError),
        ("POST", "", FORM_TYPE, b"", QueryError),
        ("POST", "", FORM_TYPE, b"query=a&update=b", QueryError),
        ("POST", "query=a", FORM_TYPE, b"query=b", QueryError),
        ("POST", "query=a", QUERY_TYPE, b"b", QueryError),
        ("POST", "", QUERY_TYPE, b"\xff", QueryError),
        ("POST", "", QUERY_TYPE, "é".encode("utf-16"), QueryError),
        ("POST", "update=a", UPDATE_TYPE, b"b", QueryError),
        ("POST", "", FORM_TYPE, b"update=a&update=b", QueryError),
        ("POST", "", f"{UPDATE_TYPE}; charset=UTF-16", b"a", UnsupportedMediaType),
        ("POST", "", "text/plain", b"a", UnsupportedMediaType),
        ("POST", "", None, b"a", UnsupportedMediaType),
        ("POST", "", "", b"a", UnsupportedMediaType),
    ],
)
def test_what_is_not_one_query_is_refused(
    method: str, address: str, kind: str | None, body: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        SparqlRequest.read(method, address, kind, body)


@pytest.mark.parametrize(
    ("accept", "parameters", "media_type"),
    [
        (None, {}, "application/sparql-results+json"),
        (None, {"format": ["csv"]}, "text/csv"),
        ("*/*", {"output": ["xml"]}, "application/sparql-results+xml"),
        (" */* ", {"results": ["tsv"]}, "text/tab-separated-values"),
        ("text/csv", {"format": ["xml"]}, "text/csv"),
        (None, {"format": ["turtle"], "output": ["csv"]}, "text/csv"),
        ("text/csv", {"format": ["nonsense"]}, "text/csv"),
    ],
)
def test_the_format_of_results(
    accept: str | None, parameters: dict[str, list[str]], media_type: str
) -> None:
    assert answer_format(Form.SELECT, accept, parameters).media_type == media_type


def test_a_truth_value_does_not_come_as_csv() -> None:
    with pytest.raises(NotAcceptable):
        answer_format(Form.ASK, "text/csv", {})


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(None, 30), (["5"], 5), (["0.5"], 0.5), (["60"], 60), (["61"], 60), (["1e9"], 60)],
)
def test_a_client_may_ask_for_time_up_to_the_limit(asked: list[str] | None, seconds: float) -> None:
    parameters = {"timeout": asked} if asked else {}
    assert SparqlRequest("ASK {}", None, parameters).seconds(30, 60) == seconds


@pytest.mark.parametrize(
    "asked",
    ["", "x", "0", "-1", "nan", "inf", "-inf", "1e999", "1 s", "1_0", "٥", " 5", "Infinity"],
)
def test_a_time_that_is_no_number_above_zero_is_refused(asked: str) -> None:
    with pytest.raises(QueryError, match="timeout"):
        SparqlRequest("ASK {}", None, {"timeout": [asked]}).seconds(30, 60)


def test_a_time_is_asked_for_once() -> None:
    with pytest.raises(QueryError, match="given 2 times") as caught:
        SparqlRequest("ASK {}", None, {"timeout": ["5", "5"]}).seconds(30, 60)
    assert "« timeout » est donné 2 fois" in caught.value.in_language("fr")


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["foo", "", "/a", "#a", "not an iri", "http://e/a b", "\0"])
def test_a_graph_is_named_by_an_absolute_iri(name: str, iri: str) -> None:
    request = SparqlRequest("ASK {}", None, {name: ["http://e/a", iri]})
    with pytest.raises(QueryError) as caught:
        _ = request.dataset
    assert f"({name}) n’est pas une IRI absolue" in caught.value.in_language("fr")
    assert f"({name}) is not an absolute IRI" in caught.value.in_language("en")


def test_a_compressed_body_is_undone() -> None:
    for compress, name in ((gzip.compress, "gzip"), (zlib.compress, "deflate")):
        assert inflate(compress(b"ASK {}"), name, 100) == b"ASK {}"
        assert inflate(compress(b"ASK {}"), f" {name.upper()} ", 100) == b"ASK {}"
    assert inflate(b"ASK {}", None, 100) == b"ASK {}"
    assert inflate(b"ASK {}", "identity", 100) == b"ASK {}"


def test_a_body_is_undone_up_to_a_size_and_no_further() -> None:
    assert len(inflate(gzip.compress(b"x" * 1_000), "gzip", 1_000)) == 1_000
    with pytest.raises(RequestTooLarge, match="1,000 bytes"):
        inflate(gzip.compress(b"x" * 1_001), "gzip", 1_000)
    with pytest.raises(RequestTooLarge):
        inflate(gzip.compress(bytes(100_000_000)), "gzip", 1_000)


@pytest.mark.parametrize("cut", [1, 4, 8, 12, 20])
def test_a_compressed_body_that_was_cut_off_is_refused(cut: int) -> None:
    whole = gzip.compress(b"INSERT DATA { <a> <b> <c> . <d> <e> <f> }")
    with pytest.raises(QueryError):
        inflate(whole[:-cut], "gzip", 1_000)


def test_the_parts_of_a_gzip_body_are_all_read() -> None:
    parts = gzip.compress(b"ASK ") + gzip.compress(b"{}")
    assert inflate(parts, "x-gzip", 100) == b"ASK {}"
    with pytest.raises(QueryError, match="not gzip"):
        inflate(parts + b"more", "gzip", 100)
    with pytest.raises(RequestTooLarge):
        inflate(parts, "gzip", 5)


def test_what_is_not_compressed_as_it_says_is_refused() -> None:
    with pytest.raises(QueryError, match="not gzip"):
        inflate(b"ASK {}", "gzip", 100)
    with pytest.raises(UnsupportedMediaType, match="br"):
        inflate(b"ASK {}", "br", 100)


@pytest.mark.parametrize("accept", [None, "*/*", " */* "])
@pytest.mark.parametrize("name", ["format", "output", "results"])
def test_a_format_that_alone_decides_and_is_unknown_is_refused(
    accept: str | None, name: str
) -> None:
    with pytest.raises(QueryError, match="json, xml, csv, tsv"):
        answer_format(Form.SELECT, accept, {name: ["nonsense"]})


def test_a_format_of_another_form_gives_the_usual_one() -> None:
    """What SPARQLWrapper asks for after a warning."""
    asked = {name: ["turtle"] for name in ("format", "output", "results")}
    assert answer_format(Form.SELECT, "*/*", asked) is RESULTS_JSON


@pytest.mark.parametrize("name", ["version", "graph"])
def test_a_parameter_of_other_addresses_is_refused_with_a_query(name: str) -> None:
    with pytest.raises(QueryError, match=f"“{name}” is no parameter of a query"):
        SparqlRequest.read("GET", f"query=ASK%7B%7D&{name}=x", None, b"")
    with pytest.raises(QueryError, match=f"“{name}” is no parameter of a query"):
        SparqlRequest.read("POST", f"{name}=x", QUERY_TYPE, b"ASK{}")
    assert SparqlRequest.read("GET", f"{name}=x", None, b"").query is None
