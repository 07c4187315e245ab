"""Searching by words, on the graph of the repository."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from chantier.describe.search.fulltext import nearest
from chantier.describe.search.index import SearchIndex, Selection
from chantier.namespaces import ID, expand
from chantier.store.dataset import Dataset


@pytest.fixture(scope="module")
def index(dataset: Dataset) -> SearchIndex:
    return SearchIndex(dataset)


def names(index: SearchIndex, text: str, language: str = "fr") -> list[str]:
    return [iri.removeprefix(ID) for iri in index.find(Selection(text=text), language).iris]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("equite", "concept/valeur-equite"),
        ("ÉQUITÉ", "concept/valeur-equite"),
        ("equity", "concept/valeur-equite"),
        ("PECEM", "pole/monteregie-est"),
        ("p.e.c.e.m.", "pole/monteregie-est"),
        ("cesim", "pole/montreal"),
        ("CÉSÎM", "pole/montreal"),
        ("l’île de Montréal", "pole/montreal"),
        ("l'economie sociale chantier", "organisation/chantier"),
        ("saguenay lac st-jean", "region/02"),
        ("lac jean saguenay", "region/02"),
        ("espace ec", "pole/abitibi-temiscamingue"),
        ("maur", "region/04"),
        ("plural economy", "concept/economie-plurielle"),
        ("économies plurielles", "concept/economie-plurielle"),
        ("tiers secteur", "concept/economie-sociale"),
        ("veille", "concept/prospectives"),
        ("R&D", "concept/recherche"),
        ("conseil regional d'economie sociale de la mauricie", "pole/mauricie"),
    ],
)
def test_names_are_found_whatever_their_accents_order_and_elisions(
    index: SearchIndex, text: str, name: str
) -> None:
    assert name in names(index, text)[:10]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rendement à la communauté défense du bien commun", "enonce/vision-1"),
        ("yield returns for the community", "enonce/vision-1"),
        ("la vitalité économique sociale et culturelle des communautés", "enonce/vision-2"),
        ("amener des organisations distinctes à s’entendre", "concept/concerter"),
        ("lead separate organizations to agree", "concept/concerter"),
    ],
)
def test_definitions_and_quoted_texts_are_found_in_both_languages(
    index: SearchIndex, text: str, name: str
) -> None:
    assert name in names(index, text)[:3]


def test_a_thing_that_is_called_so_comes_first(index: SearchIndex) -> None:
    assert names(index, "mission")[0] in ("enonce/mission", "section/mission")
    assert names(index, "l'économie sociale Chantier")[0] == "organisation/chantier"
    assert names(index, "équité")[0] == "concept/valeur-equite"
    assert names(index, "mauricie")[0] in ("region/04", "territoire/mauricie")


def test_what_the_graph_is_made_of_comes_last(index: SearchIndex) -> None:
    kinds = [name.partition("/")[0] for name in names(index, "pole")]
    behind = [kind in ("attestation", "shape", "passage") for kind in kinds]
    assert any(behind)
    assert behind == sorted(behind)


@pytest.mark.parametrize("text", ["zyzzyva", '"', "a OR b NEAR(", "%", "label:mission x", "*", "_"])
def test_no_text_breaks_the_search(index: SearchIndex, text: str) -> None:
    assert index.find(Selection(text=text), "fr").iris in (
        (),
        index.find(Selection(text=text), "en").iris,
    )


def test_a_word_that_nothing_bears_brings_near_words(index: SearchIndex) -> None:
    assert index.suggestion("moricie") == "mauricie"
    assert index.suggestion("economie soliddaire") == "économie solidaire"
    assert index.suggestion("zyzzyva") == ""
    assert index.suggestion("mission") == ""


def test_many_threads_search_at_once(index: SearchIndex) -> None:
    alone = names(index, "economie")
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: names(index, "economie"), range(64)))
    assert found == [alone] * 64


def test_a_wrong_name_is_near_the_right_one(dataset: Dataset) -> None:
    assert nearest(dataset, "pole/mauricy", 3)[0] == expand("pole:mauricie")
    assert expand("enonce:mission") in nearest(dataset, "enonce/mision", 3)
    assert nearest(dataset, "zzz/qqqqqqqqqqqq", 3) == []
