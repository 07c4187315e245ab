from __future__ import annotations

import pytest

from chantier.query.sparql.tokens import TOKEN, may_call, position, replaced, words_in

QUERY = r"""# a comment with "a quote
PREFIX ex: <http://e/#>
SELECT * WHERE { ?s ex:a\'b 'it\'s' , "x"@fr-CA ; :p '''three ' lines
'''^^ex:t FILTER(!?n > -1.5e3) << ?a ?b $c >> } # end"""


def kinds(text: str) -> list[tuple[str | None, str]]:
    return [(token.lastgroup, token[0]) for token in TOKEN.finditer(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'a # \" b'", "string"),
        ('"it\'s \\" <a>"', "string"),
        ('"""two " and ""\nlines"""', "string"),
        ("''", "string"),
        ("<http://e/a#b>", "iri"),
        (r"<http://e/\u00e9>", "iri"),
        ("<>", "iri"),
        ("# <a> 'b'", "comment"),
        ("SELECT", "words"),
        ("true.GRAPH", "words"),
        ("ces:Pole", "local"),
        ("été:é-1.b", "local"),
        ("ces:", "local"),
        (r"a:b\'c\#d", "local"),
        ("a:%20b:c", "local"),
        (":a", "bare"),
        (":", "bare"),
        ("?été", "variable"),
        ("$x1", "variable"),
        ("@fr-CA", "tag"),
        ("12", "number"),
        ("1.5e-3", "number"),
        ("<<", "open"),
        (">>", "close"),
        ("^", "unary"),
        ("*", "star"),
        ("&&", "other"),
    ],
)
def test_a_token_is_of_its_kind_and_whole(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, text)]


def test_a_text_is_gone_through_without_a_gap() -> None:
    assert "".join(TOKEN.sub("", QUERY).split()) == ""
    found = kinds(QUERY)
    assert [token for kind, token in found if kind == "comment"] == [
        '# a comment with "a quote',
        "# end",
    ]
    assert [token for kind, token in found if kind == "string"] == [
        r"'it\'s'",
        '"x"',
        "'''three ' lines\n'''",
    ]
    assert [token for kind, token in found if kind in ("local", "bare")] == [
        "ex:",
        r"ex:a\'b",
        ":p",
        "ex:t",
    ]


def test_a_string_ends_on_its_line_and_an_iri_at_a_space() -> None:
    assert kinds("'a\nb'") == [("string", "'a"), ("words", "b"), ("string", "'")]
    assert "iri" not in {kind for kind, _ in kinds("?a < ?b && ?c > ?d")}
    assert "comment" not in {kind for kind, _ in kinds("<http://e/#a>")}


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("select", ["SELECT"]),
        ("true.GRAPH", ["TRUE", "GRAPH"]),
        ("GROUP_CONCAT", ["GROUP_CONCAT"]),
        ("a-b", ["A", "B"]),
    ],
)
def test_a_run_of_words_is_taken_apart_in_capitals(run: str, words: list[str]) -> None:
    assert words_in(run) == words


def test_tokens_of_some_kinds_are_replaced_and_comments_make_room() -> None:
    text = "ASK { 'a#b' <http://e/#c>#d\n?x }"
    assert replaced(text, frozenset({"string"}), str.upper) == "ASK { 'A#B' <http://e/#c> \n?x }"
    assert replaced(text, frozenset({"iri"}), lambda _: "<>") == "ASK { 'a#b' <> \n?x }"
    assert replaced(text, frozenset(), str.upper) == "ASK { 'a#b' <http://e/#c> \n?x }"


def test_a_place_in_a_text_is_a_line_and_a_column() -> None:
    text = "ab\n\ncd"
    assert [position(text, offset) for offset in range(7)] == [
        (1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2), (3, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("token", "calls"),
    [
        ("<2)SERVICE#>", True),
        ("<?b)service>", True),
        ("<http://e/SERVICE#>", False),
        ("<http://e/(a)>", False),
    ],
)
def test_a_call_that_looks_like_an_iri_is_known_by_its_bracket(token: str, calls: bool) -> None:
    found = next(TOKEN.finditer(token))
    assert may_call(found) is calls


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_a_call_in_a_string_that_is_never_closed_is_one(quotes: str) -> None:
    *_, found = TOKEN.finditer(f"ASK {{ ?s ?p {quotes} }} SERVICE <http://e/> {{}}")
    assert found.lastgroup == "string"
    assert may_call(found)


@pytest.mark.parametrize("end", ["", "\\"])
@pytest.mark.parametrize(
    "period",
    ['"\\', "'\\", '"""', "'''", '"""a\\', '\\"""aa"', "\\'''aa'", '"""a"', "<)", "<)SERVICE "],
)
def test_a_text_is_gone_through_once(period: str, end: str) -> None:
    """Else it is read a hundred thousand times, and the test does not end."""
    text = "ASK { ?s ?p " + period * (1_000_000 // len(period)) + end
    for token in TOKEN.finditer(text):
        may_call(token)
    assert token.end() >= len(text) - 2
