from __future__ import annotations

import pytest

from lod_doctor.results import (
    JSON_RESULTS,
    XML_RESULTS,
    ask_result,
    parse_xml,
    query_url,
    select_solutions,
    xml_select_solutions,
)
from lod_doctor.visits import Visit

XML = '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/>{}</sparql>'
ONE = (
    '<results><result><binding name="s"><uri>http://e/</uri></binding>'
    '<binding name="o"><literal xml:lang="fr">à b</literal></binding></result></results>'
)


def answered(body: str, media_type: str = JSON_RESULTS, status: int = 200) -> Visit:
    return Visit("", "", status, {"content-type": media_type}, body.encode())


def test_a_query_is_added_to_the_parameters_that_an_endpoint_has() -> None:
    assert query_url("http://e/sparql", query="ASK {}") == "http://e/sparql?query=ASK+%7B%7D"
    assert query_url("http://e/?a=b", update="x") == "http://e/?a=b&update=x"


def test_solutions_in_json_and_xml_are_the_same() -> None:
    text = '{"results":{"bindings":[{"s":{"value":"http://e/"},"o":{"value":"à b"}}]}}'
    solutions = [{"s": "http://e/", "o": "à b"}]
    assert select_solutions(answered(text)) == solutions
    assert xml_select_solutions(answered(XML.format(ONE), XML_RESULTS)) == solutions


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"results":{"bindings":7}}',
        '{"results":{"bindings":[{"s":1}]}}',
        "[" * 99_999,
    ],
)
def test_what_is_no_json_results_has_no_solutions(body: str) -> None:
    assert select_solutions(answered(body)) is None
    assert ask_result(answered(body)) is None


@pytest.mark.parametrize("body", ["", "<a/>", XML.format(""), "<!DOCTYPE a>" + XML.format(ONE)])
def test_what_is_no_xml_results_has_no_solutions(body: str) -> None:
    assert xml_select_solutions(answered(body, XML_RESULTS)) is None


def test_results_of_another_type_or_status_are_not_read() -> None:
    assert select_solutions(answered('{"results":{"bindings":[]}}', "application/json")) is None
    assert select_solutions(answered('{"results":{"bindings":[]}}', status=500)) is None


@pytest.mark.parametrize(
    ("body", "media_type", "result"),
    [
        ('{"boolean":true}', JSON_RESULTS, True),
        ('{"boolean":"true"}', JSON_RESULTS, None),
        (XML.format("<boolean> false </boolean>"), XML_RESULTS, False),
        (XML.format("<boolean>perhaps</boolean>"), XML_RESULTS, None),
    ],
)
def test_the_result_of_ask_is_true_false_or_none_at_all(
    body: str, media_type: str, result: bool | None
) -> None:
    assert ask_result(answered(body, media_type)) is result


def test_xml_with_a_document_type_is_refused() -> None:
    assert parse_xml(b"<a/>").tag == "a"
    with pytest.raises(ValueError, match=r"^<!DOCTYPE$"):
        parse_xml(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(ValueError, match=r"^XML: "):
        parse_xml(b"<a>")
