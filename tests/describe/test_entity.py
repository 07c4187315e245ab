from __future__ import annotations

from pathlib import Path

from chantier.describe.entity import EntityStatus, describe, labels_of, name_of, status_of
from chantier.namespaces import BASE, ID, expand
from chantier.store.changelog import Changelog
from chantier.store.dataset import Dataset
from support.small_graph import dataset_of


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


def test_blank_nodes_in_a_ring_are_described_once_and_then_named(tmp_path: Path) -> None:
    data = dataset_of(tmp_path, "<a> <p> _:x . _:x <p> _:y . _:y <p> _:x .")
    description = describe(data, "http://e/a", "fr")
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


def test_labels_are_those_of_the_first_dataset_that_has_one(tmp_path: Path) -> None:
    old = dataset_of(tmp_path / "old", '<a> rdfs:label "avant"@fr, "before"@en .')
    new = dataset_of(tmp_path / "new", "<b> <p> <a> .")
    assert labels_of((new, old), "http://e/a", ("fr", "en")) == {"fr": "avant", "en": "before"}
    assert labels_of((new,), "http://e/a", ("fr", "en")) == {}


def test_a_thing_is_known_while_it_is_described_or_pointed_at(tmp_path: Path) -> None:
    changelog = Changelog(tmp_path)
    data = dataset_of(tmp_path, "pole:a <p> pole:b .")
    changelog.catch_up(data.version)
    assert status_of(data, changelog, f"{ID}pole/a") == EntityStatus(is_known=True)
    assert status_of(data, changelog, f"{ID}pole/b") == EntityStatus(is_known=True)
    assert status_of(data, changelog, f"{ID}pole/c") == EntityStatus(is_known=False)


def test_a_withdrawn_thing_says_when_and_by_which_version_though_others_point_at_it(
    tmp_path: Path,
) -> None:
    changelog = Changelog(tmp_path)
    graph = f"{BASE}graph/g"
    first = dataset_of(tmp_path, f"pole:a <p> pole:b . pole:b <p> 1 . <{graph}> <p> 1 .")
    changelog.catch_up(first.version)
    second = dataset_of(tmp_path, "pole:a <p> pole:b .")
    changelog.catch_up(second.version)
    gone = status_of(second, changelog, f"{ID}pole/b")
    assert not gone.is_known
    assert gone.withdrawn_by == second.version.manifest.id
    assert gone.withdrawn_at == changelog.since(second.version.manifest.id)
    assert status_of(second, changelog, graph) == EntityStatus(is_known=False), "not a thing"
    assert status_of(first, changelog, f"{ID}pole/b").is_known, "while that version is served"
