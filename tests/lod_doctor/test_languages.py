from __future__ import annotations

import pytest

from lod_doctor.languages import is_language_tag


@pytest.mark.parametrize(
    "tag", ["fr", "fr-CA", "zh-Hant-TW", "de-CH-1996", "x-chantier", "en-a-bb"]
)
def test_a_language_tag_is_known_as_one(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "f", "français", "fr_CA", "fr-", "fr-CA-"])
def test_what_is_no_language_tag_is_known_as_such(tag: str) -> None:
    assert not is_language_tag(tag)
