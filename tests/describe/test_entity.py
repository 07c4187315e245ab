from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.describe.entity import describe, name_of
from chantier.describe.search.fulltext import nearest
from chantier.namespaces import expand
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset


@pytest.fixture(scope="module")
def dataset(data_dir: Path) -> Dataset:
    return Dataset(versions.current(data_dir))


def test_a_thing_is_named_in_the_language_asked_for(dataset: Dataset) -> None:
    french = name_of(dataset, expand("enonce:mandat-3"), "fr")
    english = name_of(dataset, expand("enonce:mandat-3"), "en")
    assert (french.language, english.language) == ("fr", "en")
    assert french.text != english.text


def test_what_has_no_label_is_named_by_its_short_form(dataset: Dataset) -> None:
    assert name_of(dataset, "https://example.org/x", "fr").text == "https://example.org/x"


def test_a_description_says_what_points_at_the_thing_counted(dataset: Dataset) -> None:
    description = describe(dataset, expand("region:16"), "fr")
    assert description is not None
    incoming = {item.name.iri: item for item in description.incoming}
    within = incoming["http://www.opengis.net/ont/geosparql#sfWithin"]
    assert within.total == len(within.shown)
    served = {expand(f"territoire:{name}") for name in ("longueuil", "monteregie-est")}
    assert served < {name.iri for name in within.shown}


def test_the_text_of_a_statement_comes_first(dataset: Dataset) -> None:
    description = describe(dataset, expand("enonce:mandat-3"), "en")
    assert description is not None
    first = description.properties[0]
    assert first.name.iri == expand("ces:statementText")
    literal = first.values[0].literal
    assert literal is not None
    assert literal.language == "en"


def test_what_the_graph_never_mentions_has_no_description(dataset: Dataset) -> None:
    assert describe(dataset, expand("pole:atlantide"), "fr") is None


def test_blank_nodes_in_a_ring_are_told_of_once_and_then_named(tmp_path: Path) -> None:
    triples = ox.parse(
        "<http://e/a> <http://e/p> _:x . _:x <http://e/p> _:y . _:y <http://e/p> _:x .",
        format=ox.RdfFormat.TURTLE,
    )
    lines = canonical_lines(ox.Quad(*it.triple) for it in triples)
    draft = versions.Draft(lines, "", "", "test", 1_000)
    description = describe(Dataset(versions.publish(tmp_path, draft)), "http://e/a", "fr")
    assert description is not None
    (first,) = description.properties[0].values
    (second,) = first.nested[0].values
    (third,) = second.nested[0].values
    assert third.name is not None
    assert third.name.text.startswith("_:")


def test_a_property_comes_with_what_it_means(dataset: Dataset) -> None:
    description = describe(dataset, expand("enonce:mandat-3"), "en")
    assert description is not None
    action = next(it for it in description.properties if it.name.iri == expand("ces:action"))
    assert action.explanation is not None
    assert action.explanation.language == "en"


def test_a_wrong_name_is_near_the_right_one(dataset: Dataset) -> None:
    assert nearest(dataset, "pole/mauricy", 3)[0] == expand("pole:mauricie")
    assert expand("enonce:mission") in nearest(dataset, "enonce/mision", 3)
    assert nearest(dataset, "zzz/qqqqqqqqqqqq", 3) == []
