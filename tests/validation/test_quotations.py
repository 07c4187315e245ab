"""A quotation stands in its source, character by character."""

from __future__ import annotations

import pytest

from chantier.namespaces import CES, ID
from chantier.validation.quotations import check_quotations

TEXT = "Le chantier concerte. Le chantier soutient."
PROV, OA = "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#"


def lines(quotation: str, start: object, end: object, source: str = "page") -> list[bytes]:
    triples = [
        f'<http://e/q> <{CES}verbatim> "{quotation}"',
        f"<http://e/q> <{PROV}wasQuotedFrom> <http://e/passage>",
        f"<http://e/passage> <{OA}hasSelector> <http://e/words>",
        f"<http://e/passage> <{OA}hasSelector> <http://e/selector>",
        f'<http://e/words> <{OA}exact> "{quotation}"',
        f'<http://e/selector> <{OA}start> "{start}"',
        f'<http://e/selector> <{OA}end> "{end}"',
        f"<http://e/passage> <http://purl.org/dc/terms/isPartOf> <{ID}source/{source}>",
        "<http://e/q> <http://e/other> _:b",
    ]
    return [f"{triple} .\n".encode() for triple in triples]


def test_a_quotation_that_stands_in_its_passage_is_right() -> None:
    assert check_quotations(lines("Le chantier concerte.", 0, 21), {"page": TEXT}) == []


def test_one_that_stands_elsewhere_is_found_and_its_place_named() -> None:
    [finding] = check_quotations(lines("Le chantier soutient.", 0, 21), {"page": TEXT})
    assert (finding.focus, finding.value) == ("http://e/q", "Le chantier soutient.")
    assert "stands at 22–43" in finding.message_en
    assert "se trouve en 22–43" in finding.message_fr


def test_one_that_stands_nowhere_is_found_with_the_characters_of_the_passage() -> None:
    [finding] = check_quotations(lines("le chantier", 0, 11), {"page": TEXT})
    assert "characters 0–11 are “Le chantier”" in finding.message_en
    assert "stands at" not in finding.message_en


def test_a_source_without_text_is_found() -> None:
    [finding] = check_quotations(lines("Le", 0, 2, "other"), {"page": TEXT})
    assert "data/sources/" in finding.message_en


@pytest.mark.parametrize("bound", ["x", ""])
def test_a_passage_without_bounds_is_left_to_the_shapes(bound: str) -> None:
    assert check_quotations(lines("Le", bound, 2), {"page": TEXT}) == []
