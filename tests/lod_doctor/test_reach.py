from __future__ import annotations

import pytest

from chantier.errors import EndpointError
from lod_doctor.reach import Reach


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://u:p@example.org/", "site", "file:///x"]
)
def test_what_is_not_an_address_of_http_is_an_error(url: str) -> None:
    with pytest.raises(EndpointError, match="is not an address"):
        Reach(url)


def test_iris_are_fetched_where_the_longest_mapping_says() -> None:
    reach = Reach(
        "http://127.0.0.1:1/",
        [("https://e/", "http://127.0.0.1:1/"), ("https://e/a/", "http://127.0.0.1:2/")],
    )
    assert reach.address("https://e/x?y=z") == "http://127.0.0.1:1/x?y=z"
    assert reach.address("https://e/a/x") == "http://127.0.0.1:2/x"
    assert reach.is_inside("https://e/x")
    assert not reach.is_inside("https://f.example/x")
    assert reach.destination("https://f.example/x") is None


def test_a_private_address_that_the_operator_names_is_trusted_there_alone() -> None:
    reach = Reach("http://127.0.0.1:1/", outside=True)
    named, other = (
        reach.destination("http://127.0.0.1:1/"),
        reach.destination("http://127.0.0.1:2/"),
    )
    assert named is not None
    assert named.trusted
    assert other is not None
    assert not other.trusted
