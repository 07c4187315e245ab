from __future__ import annotations

import pytest

from lod_doctor.links import CHECKS, context_in
from lod_doctor.visits import Visit
from support.broken_sites import found_broken


@pytest.mark.parametrize("rule", CHECKS)
def test_a_site_with_one_broken_kind_of_link_is_found_to_break_that_rule_alone(
    rule: str,
) -> None:
    assert found_broken(rule) == {rule}


@pytest.mark.parametrize(
    ("body", "context"),
    [
        (b'{"@context": {"a": "http://e/"}}', {"a": "http://e/"}),
        (b'{"a": 1}', None),
        (b'["@context"]', None),
        (b"{", None),
        (b"[" * 100_000, None),
    ],
)
def test_a_context_is_read_from_a_json_ld_document_alone(body: bytes, context: object) -> None:
    assert context_in(Visit("http://e/", "http://e/", 200, body=body)) == context


def test_a_document_that_did_not_come_has_no_context() -> None:
    assert context_in(Visit("http://e/", "http://e/", 404, body=b'{"@context": {}}')) is None
