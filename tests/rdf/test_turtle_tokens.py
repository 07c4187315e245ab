"""Texts are cut where the grammar of Turtle cuts them, in one pass."""

from __future__ import annotations

import pytest

from chantier.rdf.turtle_tokens import first_nesting_triple, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ex:a.b ex:c 1.5, .5 .", ["ex:a.b", "ex:c", "1.5", ",", ".5", "."]),
        ("<a>a<b>.<c>", ["<a>", "a", "<b>", ".", "<c>"]),
        ("[].ex:a 'x'.ex:b", ["[", "]", ".", "ex:a", "'x'", ".", "ex:b"]),
        (r"ex:a\,b\.ex:c#no", [r"ex:a\,b\.ex:c"]),
        ("1.<a> -1e5 +1.e-2", ["1", ".", "<a>", "-1e5", "+1.e-2"]),
        ('"""a "" . \\""""@fr-CA.', ['"""a "" . \\""""', "@fr-CA", "."]),
        ("'''it's''' 'x\\'y'^^ex:t", ["'''it's'''", "'x\\'y'", "^", "^", "ex:t"]),
        ("_:b1.x: [ ] ( ) { } ; , .", ["_:b1.x:", *"[](){};,."]),
        ("@prefix : <#> . # <a> .\n:é :%20 true.", ["@prefix", ":", "<#>", ".", ":é", ":%20"]),
    ],
)
def test_words_are_those_of_the_grammar(text: str, words: list[str]) -> None:
    assert [token[0] for token in tokens(text)][: len(words)] == words


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<a> <b> <<( <a> <b> 1 )>> .", (1, 9)),
        ("<a> <b> 1 ;\n <c> '<<' . << <a> <b> 1 >> <p> 1 .", (2, 13)),
        ('# <<\n<a> <b> "<<", """\n<<""" .', None),
    ],
)
def test_a_triple_within_a_triple_is_found_outside_strings_and_comments(
    text: str, place: tuple[int, int] | None
) -> None:
    assert first_nesting_triple(text) == place


@pytest.mark.parametrize(
    "piece", ['"""\\"', "'''\\'", "a.", ".", "<a", "a\\", "@", "1", "#", " ", "%"]
)
def test_no_piece_that_is_repeated_is_read_again_and_again(piece: str) -> None:
    """Quadratic time would take hours for these characters."""
    count = 500_000 // len(piece)
    assert sum(len(token[0]) for token in tokens(piece * count)) <= 500_000
