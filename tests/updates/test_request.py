"""A request of a write goes into JSON and comes out as it was."""

from __future__ import annotations

import json

import pytest

from chantier.updates.request import Kind, Part, WriteRequest

REQUESTS = {
    "an update": WriteRequest(
        Kind.UPDATE,
        "essais",
        text='INSERT DATA { GRAPH <http://e/g> { <a> <b> "é\\u0000" } }',
        using=("http://e/g", "http://e/h"),
        using_named=("http://e/k",),
        versions=("0" * 64, "1" * 64),
    ),
    "a graph": WriteRequest(
        Kind.REPLACE, "essais", "http://e/g", (Part("turtle", b"<a> <b> 1 ."),), only_new=True
    ),
    "several documents": WriteRequest(
        Kind.MERGE, "essais", "", (Part("turtle", b""), Part("rdfxml", bytes(range(256))))
    ),
    "a removal by the command line": WriteRequest(Kind.DELETE, "", "http://e/g", local=True),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_comes_out_of_json_as_it_went_in(name: str) -> None:
    text = json.dumps(REQUESTS[name].as_json())
    assert WriteRequest.from_json(json.loads(text)) == REQUESTS[name]


def test_what_is_not_said_asks_for_nothing() -> None:
    request = WriteRequest.from_json(WriteRequest(Kind.UPDATE, "essais").as_json())
    assert (request.graph, request.parts, request.text, request.versions) == ("", (), "", ())
    assert not request.only_new
    assert not request.local


def test_a_kind_that_does_not_exist_is_refused() -> None:
    value = WriteRequest(Kind.DELETE, "essais", "http://e/g").as_json() | {"kind": "rename"}
    with pytest.raises(ValueError, match="rename"):
        WriteRequest.from_json(value)


def test_the_json_says_the_kind_by_the_word_of_the_enumeration() -> None:
    assert {kind: WriteRequest(kind, "").as_json()["kind"] for kind in Kind} == {
        Kind.UPDATE: "update",
        Kind.REPLACE: "replace",
        Kind.MERGE: "merge",
        Kind.DELETE: "delete",
    }
