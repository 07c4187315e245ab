"""The words that a person looks for, and where they stand in a text."""

from __future__ import annotations

import pytest

from chantier.text.words import excerpt, normalised, search_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’économie sociale", ["economie", "sociale"]),
        ("l'entreprise d’ici", ["entreprise", "ici"]),
        ("qu’est-ce que la mission", ["est", "ce", "que", "mission"]),
        ("Pôle de la Mauricie", ["pole", "mauricie"]),
        ("the values of the Chantier", ["values", "chantier"]),
        ("O.B.N.L.", ["obnl"]),
        ("CÉSÎM", ["cesim"]),
        ("St-Jean, Ste-Foy", ["saint", "jean", "sainte", "foy"]),
        ("de la", ["de", "la"]),
        ("l’", ["l"]),
        ("?! …", []),
    ],
)
def test_what_says_nothing_is_left_out(text: str, words: list[str]) -> None:
    assert [word.text for word in search_words(text)] == words


def test_a_plural_stands_for_the_singular_and_the_last_word_for_what_begins_with_it() -> None:
    mandates, axis = search_words("mandats ax")
    assert all(mandates.matches(word) for word in ("mandat", "mandats"))
    assert not mandates.matches("mandant")
    assert axis.matches("axes")
    first, _ = search_words("ax mandats")
    assert not first.matches("axes")


def test_plain_text_keeps_every_word() -> None:
    assert normalised("L’œuvre du C.É.S. (2016)") == "l oeuvre du ces 2016"


def test_an_excerpt_shows_the_words_as_they_are_written() -> None:
    pieces = excerpt("Une Économie plus démocratique", search_words("economie"), 0)
    assert pieces == (("Une ", False), ("Économie", True), (" plus démocratique", False))


def test_an_excerpt_is_cut_between_words_around_the_first_that_was_sought() -> None:
    text = " ".join(["avant"] * 40 + ["équité"] + ["après"] * 40)
    pieces = excerpt(text, search_words("equite"), 80)
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert ("équité", True) in pieces
    whole = "".join(piece for piece, _ in pieces)
    assert len(whole) <= 90
    assert set(whole.split()) == {"…", "avant", "équité", "après"}


@pytest.mark.parametrize("text", ["", "mot", "a" * 500, "é " * 300])
def test_an_excerpt_of_anything_is_part_of_it(text: str) -> None:
    whole = "".join(piece for piece, _ in excerpt(text, search_words("rien"), 100))
    assert whole.removesuffix(" …") in text
