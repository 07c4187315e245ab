from __future__ import annotations

from pathlib import Path

import pytest

from chantier.namespaces import expand
from chantier.store import versions
from chantier.store.dataset import Dataset
from chantier.store.describe import describe, name_of


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
