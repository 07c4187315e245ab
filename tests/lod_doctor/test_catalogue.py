from __future__ import annotations

import pytest

from lod_doctor.catalogue import CHECKS
from support.broken_sites import at, examined, found_broken, names, replaced
from support.sites import site


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_whose_catalogue_or_files_break_one_rule_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


def test_a_checksum_of_an_unknown_algorithm_is_not_judged() -> None:
    def change(_site, request, reply):  # type: ignore[no-untyped-def]
        reply = replaced("/catalog", "checksumAlgorithm_sha256", "checksumAlgorithm_md2")(
            _site, request, reply
        )
        return at("/catalog", lambda found: found.replacing('checksumValue "', 'checksumValue "0'))(
            _site, request, reply
        )

    with site(change) as broken:
        assert names(examined(f"{broken.url}/")) == set()
