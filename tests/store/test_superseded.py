"""Earlier versions of the ontologies: found by name alone, read whole, and of no graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.errors import SourceError
from chantier.store.sources import source_files
from chantier.store.superseded import superseded_file, superseded_quads
from support.client import ROOT

IRI = "https://w3id.org/chantier-es/ns/1.0.0"


def test_a_version_that_is_kept_is_found_by_its_name() -> None:
    assert superseded_file(ROOT, "1.0.0") == ROOT / "ontology" / "versions" / "1.0.0.ttl"
    assert superseded_file(ROOT, "alignments/1.0.0") is not None
    assert superseded_file(ROOT, "0.9.0") is None


@pytest.mark.parametrize(
    "name", ["../chantier", "1.0.0/..", "versions/../1.0.0", "1.0", "", "/1.0.0"]
)
def test_a_name_that_is_no_version_finds_no_file(name: str) -> None:
    assert superseded_file(ROOT, name) is None


def test_no_version_that_is_kept_is_a_source() -> None:
    kept = set((ROOT / "ontology" / "versions").rglob("*.ttl"))
    assert kept
    assert not kept & {source.path for source in source_files(ROOT)}


def test_a_version_is_read_whole_and_names_its_own_number() -> None:
    path = superseded_file(ROOT, "1.0.0")
    assert path
    quads = superseded_quads(path, IRI)
    assert len(quads) > 700
    assert any(str(quad.object) == f"<{IRI}>" for quad in quads)


def test_a_file_that_is_no_turtle_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "2.0.0.ttl"
    path.write_text("<http://e/a> <http://e/b> .\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"2\.0\.0\.ttl:1:"):
        superseded_quads(path, IRI)
