from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from chantier.describe.search.completions import completions
from chantier.namespaces import PREFIXES
from chantier.store.dataset import Dataset


@pytest.fixture(scope="module")
def proposed(dataset: Dataset) -> dict[str, Any]:
    return completions(dataset)


@pytest.mark.parametrize("kind", ["classes", "properties", "things"])
def test_the_most_used_come_first(proposed: dict[str, Any], kind: str) -> None:
    counts = [item["uses"] for item in proposed[kind]]
    assert counts
    assert all(more >= less for more, less in pairwise(counts))


def test_what_is_proposed_is_written_as_a_query_writes_it_with_its_labels(
    proposed: dict[str, Any],
) -> None:
    classes = {item["name"]: item for item in proposed["classes"]}
    assert classes["ces:RegionalPole"]["fr"] == "pôle régional"
    assert classes["ces:RegionalPole"]["en"] == "regional pole"
    assert proposed["prefixes"] == dict(PREFIXES)


def test_auxiliary_things_are_not_proposed(proposed: dict[str, Any]) -> None:
    names = [item["name"] for item in proposed["things"]]
    assert "region:06" in names
    assert [
        name for name in names if name.startswith(("attestation:", "passage:", "selecteur:"))
    ] == []


def test_a_word_to_find_a_thing_by_comes_with_it_and_is_no_label(proposed: dict[str, Any]) -> None:
    things = {item["name"]: item for item in proposed["things"]}
    assert things["c:economie-sociale"]["hidden"] == ["third sector", "tiers secteur"]
    assert things["c:economie-sociale"]["fr"] == "Économie sociale"
    assert "hidden" not in things["region:06"]
