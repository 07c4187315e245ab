from __future__ import annotations

import pytest

from chantier.boundaries.codes import CODES, code_of, codes_of
from chantier.errors import SourceError


@pytest.mark.parametrize(
    ("value", "code"),
    [("06", "06"), (" 6 ", "06"), (6, "06"), (6.0, "06"), (6.5, ""), ("18", ""), (None, "")],
)
def test_a_code_is_read_from_text_and_from_numbers(value: object, code: str) -> None:
    assert code_of(value) == code


def test_the_field_of_the_codes_is_known_by_its_values() -> None:
    names = [f"Région {code}" for code in CODES]
    counted = list(range(1, 18))
    fields = {"fid": counted[::-1], "NOM": names, "CODE": list(CODES)}
    assert codes_of(fields) == CODES
    assert codes_of({"fid": [100 + n for n in counted], "CODE": counted}) == CODES
    assert codes_of({**fields, "fid": counted}, "fid") == CODES
    with pytest.raises(SourceError, match="--code-field"):
        codes_of({"a": list(CODES), "b": list(reversed(CODES))})
    with pytest.raises(SourceError, match="The fields are: fid"):
        codes_of(fields, "RES_CO_REG")
    with pytest.raises(SourceError, match="more than the official codes"):
        codes_of({"a": [*CODES, "18"]}, "a")


def test_a_field_that_lacks_regions_is_named_with_them() -> None:
    with pytest.raises(SourceError, match="“CODE” lacks region 05, 16"):
        codes_of({"CODE": [code for code in CODES if code not in ("05", "16")]})
