from __future__ import annotations

import pytest

from chantier.net.link_header import parse_link_header


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ("", []),
        ("<a>", [("a", {})]),
        ('</a,b>; rel="next last"', [("/a,b", {"rel": "next last"})]),
        ("<a>;REL=next ; Type=text/turtle", [("a", {"rel": "next", "type": "text/turtle"})]),
        ('<a>;title="x, <y>; z",<b>;rel=b', [("a", {"title": "x, <y>; z"}), ("b", {"rel": "b"})]),
        ("<a>; title*=UTF-8''%C3%A9; rel=c", [("a", {"title*": "UTF-8''%C3%A9", "rel": "c"})]),
        ('<>; rel="self"; crossorigin', [("", {"rel": "self"})]),
        ("no link", []),
    ],
)
def test_a_header_is_read_into_targets_and_parameters(
    value: str, links: list[tuple[str, dict[str, str]]]
) -> None:
    assert parse_link_header(value) == links
