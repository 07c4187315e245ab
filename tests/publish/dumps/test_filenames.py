"""Names of files: short where they can be, never twice the same, never out of the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.namespaces import CES, GRAPH
from chantier.publish.dumps.dumps import inventory
from chantier.publish.dumps.filenames import graph_name, term_name


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{GRAPH}data/poles", "data/poles"),
        (f"{GRAPH}a/b/c/d/e/f", "a/b/c/d/e/f"),
        (f"{GRAPH}x.ttl", "https%3A%2F%2Fw3id.org%2Fchantier-es%2Fgraph%2Fx.ttl"),
        ("urn:x:y", "urn%3Ax%3Ay"),
    ],
)
def test_a_graph_has_its_path_or_its_iri_for_a_name(iri: str, name: str) -> None:
    assert graph_name(iri) == name


def test_a_class_or_property_has_its_short_form_or_its_iri_for_a_name() -> None:
    assert term_name(f"{CES}RegionalPole") == "ces_RegionalPole"
    assert term_name("http://e/C") == "http%3A%2F%2Fe%2FC"


def test_an_iri_that_looks_like_a_short_form_is_not_taken_for_one() -> None:
    assert term_name("https://schema.org/name") == "schema_name"
    assert term_name("schema:name") == "schema%3Aname"


@pytest.mark.parametrize(
    "iri", [GRAPH, f"{GRAPH}..", f"{GRAPH}../up", f"{GRAPH}/abs", f"{GRAPH}a//b", "http://e/é" * 90]
)
def test_a_name_stays_in_its_folder_and_short_enough_for_any_file_system(iri: str) -> None:
    for name in (graph_name(iri), term_name(iri)):
        assert "/" not in name
        assert name.strip(".")
        assert len(name.encode()) <= 200


def test_long_names_that_differ_only_at_the_end_stay_apart() -> None:
    long = "http://e/" + "x" * 300
    assert graph_name(f"{long}1") != graph_name(f"{long}2")


def test_graphs_are_named_by_their_iri_and_none_leads_elsewhere(odd: Path) -> None:
    names = {file.graph: file.path for file in inventory(odd) if file.path.endswith(".nt")}
    assert names[f"{GRAPH}data/odd"] == "graphs/data/odd.nt"
    assert names["urn:x:y"] == "graphs/urn%3Ax%3Ay.nt"
    assert names[f"{GRAPH}data/odd.ttl"].startswith("graphs/https%3A%2F%2Fw3id.org%2F")
    assert "/../" not in "".join(names.values())
    assert len(set(names.values())) == len(names) == 5
    assert all(len(name) < 255 for name in names.values())
