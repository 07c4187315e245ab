from __future__ import annotations

from itertools import pairwise

from chantier.describe.passages import QuotePosition, passages_of, position_of
from chantier.namespaces import ID, expand
from chantier.store.dataset import Dataset
from support.client import ROOT


def test_a_passage_is_a_range_of_characters_of_a_source_document(dataset: Dataset) -> None:
    found = position_of(dataset, f"{ID}passage/page-1107-1245")
    assert found == QuotePosition(f"{ID}passage/page-1107-1245", "page", 1107, 1245)
    assert found.anchor == "char=1107,1245"
    assert position_of(dataset, expand("pole:mauricie")) is None


def test_passages_come_in_the_order_of_the_text_and_say_what_was_made_of_them(
    dataset: Dataset,
) -> None:
    found = passages_of(dataset, f"{ID}source/page", "fr")
    text = (ROOT / "data" / "sources" / "page.txt").read_text(encoding="utf-8")
    assert all(one.position.start <= other.position.start for one, other in pairwise(found))
    assert all(item.position.end <= len(text) for item in found)
    assert {item.kind for item in found} == {"statement", "heading", "name", "noise"}
    assert all(bool(item.quoted_by) == (item.kind != "noise") for item in found)
    assert all(item.reason is not None for item in found if item.kind == "noise")
