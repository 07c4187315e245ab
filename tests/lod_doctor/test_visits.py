from __future__ import annotations

import pytest

from lod_doctor.visits import FORBIDDEN, OUTSIDE, Visit, resolve_url


def test_links_in_headers_are_read() -> None:
    text = '</a,b>; rel="alternate Describes"; type=text/turtle, <b>;rel=type;title="x, <y>; z"'
    links = Visit("", "http://e/d/", 200, {"link": text}).links
    assert [link.target for link in links] == ["http://e/a,b", "http://e/d/b"]
    assert links[0].relations == {"alternate", "describes"}
    assert links[0].media_type == "text/turtle"
    assert Visit("", "", trouble=OUTSIDE).links == ()


@pytest.mark.parametrize(
    ("content_type", "media_type", "charset"),
    [
        ("Text/Turtle; charset=UTF-8", "text/turtle", "utf-8"),
        ('text/html;charset="latin1"', "text/html", "latin1"),
        ("application/ld+json", "application/ld+json", ""),
        ("", "", ""),
    ],
)
def test_the_content_type_is_taken_apart(content_type: str, media_type: str, charset: str) -> None:
    visit = Visit("", "", 200, {"content-type": content_type})
    assert (visit.media_type, visit.charset) == (media_type, charset)


def test_vary_names_headers_in_any_case() -> None:
    assert Visit("", "", 200, {"vary": "Accept,  ORIGIN"}).varies == {"accept", "origin"}


def test_a_visit_that_was_left_out_differs_from_one_that_failed() -> None:
    assert Visit("", "", trouble=OUTSIDE).is_skipped
    assert Visit("", "", trouble=FORBIDDEN).is_skipped
    failed = Visit("", "", trouble="> 1 s")
    assert not failed.is_skipped
    assert not failed.is_whole
    assert failed.outcome == "> 1 s"
    assert Visit("", "", 404).outcome == "HTTP 404"


@pytest.mark.parametrize(
    ("reference", "address"), [("../b", "http://e/b"), ("//[::", "//[::"), ("", "http://e/a/")]
)
def test_a_reference_that_is_no_address_stays_as_it_is(reference: str, address: str) -> None:
    assert resolve_url("http://e/a/", reference) == address
