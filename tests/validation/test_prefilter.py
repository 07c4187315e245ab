"""The pre-filter returns every node that pySHACL would report, and few others."""

from __future__ import annotations

import pytest

from chantier.validation.prefilter import candidates, retargeted
from support.shacl_cases import FAST, lines_of


@pytest.mark.parametrize("name", sorted(FAST))
def test_no_conforming_node_is_a_candidate_where_the_prefilter_is_sure(name: str) -> None:
    lines = lines_of(name)
    found = candidates(lines, lines)
    assert {name for nodes in found.values() for name in nodes if b"good" in name} == set()


def test_candidates_are_sorted_and_listed_by_shape() -> None:
    lines = lines_of("datatypes")
    found = candidates(lines, lines)
    assert found == {
        b"<https://example.org/S>": [
            b"<https://example.org/bad%s>" % suffix for suffix in (b"2", b"3", b"")
        ]
    }


def test_the_given_pairs_become_the_only_targets() -> None:
    shape, node = b"<https://example.org/Bear>", b"<https://example.org/bad>"
    lines = retargeted(lines_of("implicit-class"), [(shape, node)])
    targets = [line for line in lines if b"shacl#target" in line]
    assert targets == [shape + b" <http://www.w3.org/ns/shacl#targetNode> " + node + b" .\n"]
    assert not any(b"rdf-schema#Class" in line for line in lines)
    assert any(b"shacl#minCount" in line for line in lines)
