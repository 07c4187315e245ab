"""The order of dictionaries, in French and in English."""

from __future__ import annotations

import random

import pytest

from chantier.text.collation import folded, sort_key


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["cote", "côte", "coté", "côté", "coteau"]),
        ("en", ["cote", "coté", "côte", "côté", "coteau"]),
        ("fr", ["ecole", "école", "Écrire", "être", "zone"]),
        ("fr", ["élan", "Élan", "éland"]),
        ("fr", ["axe 2", "Axe 10", "axe 11"]),
        ("fr", ["Bas-Saint-Laurent", "Capitale-Nationale", "Côte-Nord", "Estrie"]),
        ("fr", ["cœlacanthe", "cœur", "coffre"]),
        ("en", ["Ends", "Équité", "equity", "Estrie"]),
    ],
)
def test_words_come_in_the_order_of_a_dictionary(language: str, words: list[str]) -> None:
    shuffled = random.Random(1).sample(words, len(words))  # noqa: S311 — an order, not a secret
    assert sorted(shuffled, key=lambda word: sort_key(word, language)) == words


def test_different_texts_have_different_keys() -> None:
    texts = ["a", "A", "à", "a-b", "a b", "ab", ""]
    assert len({sort_key(text, "fr") for text in texts}) == len(texts)


def test_folding_drops_what_does_not_matter() -> None:
    assert folded("L’ŒUVRE Æ à Montréal") == "l’oeuvre ae a montreal"
