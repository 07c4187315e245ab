"""The documents of harvesters, gathered from the quads of a version."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.namespaces import BASE, DATASET, ENDPOINT
from chantier.publish import catalogue
from chantier.publish.void import PARTITIONS
from chantier.rdf.terms import facts_of, values
from chantier.store import versions
from chantier.store.dataset import Dataset


@pytest.fixture(scope="module")
def dataset(data_dir: Path) -> Dataset:
    return Dataset(versions.current(data_dir))


def test_the_catalogue_reaches_the_dataset_its_files_and_its_publisher(dataset: Dataset) -> None:
    facts = facts_of(catalogue.catalogue(dataset))
    assert DATASET in values(facts, catalogue.CATALOGUE, "dcat:dataset")
    for predicate in ("dcat:distribution", "dcterms:publisher", "dcat:contactPoint"):
        targets = [v for v in values(facts, DATASET, predicate) if v.startswith(BASE)]
        assert targets, predicate
        assert set(targets) <= facts.keys(), predicate


def test_the_catalogue_leaves_the_partitions_to_void_and_to_the_dataset(dataset: Dataset) -> None:
    listed = {quad.predicate.value for quad in catalogue.catalogue(dataset)}
    assert not listed & set(PARTITIONS)
    for document in (catalogue.void, catalogue.described_dataset, catalogue.service):
        facts = facts_of(document(dataset))
        parts = {part for name in PARTITIONS for part in values(facts, DATASET, name)}
        assert len(parts) > 100
        assert parts <= facts.keys()


def test_the_catalogue_describes_each_file_of_each_graph_which_the_version_does_not_hold(
    dataset: Dataset,
) -> None:
    quads = catalogue.catalogue(dataset)
    facts, held = facts_of(quads), facts_of(dataset.quads_about(f"{BASE}graph/data/poles"))
    listed = [it for it in values(facts, catalogue.CATALOGUE, "dcat:dataset") if "/graph/" in it]
    assert len(listed) > 50
    for graph in listed:
        files = values(facts, graph, "dcat:distribution")
        assert files == [f"{graph}.{form}" for form in ("jsonld", "nt", "rdf", "ttl")]
        assert set(files) <= facts.keys()
    assert not values(held, f"{BASE}graph/data/poles", "dcat:distribution")
    computed = {quad for quad in quads if quad.graph_name == ox.DefaultGraph()}
    assert len(facts_of(computed)) == 5 * len(listed)


def test_void_describes_every_subset_and_every_target_of_links(dataset: Dataset) -> None:
    quads = catalogue.void(dataset)
    facts = facts_of(quads)
    subsets = values(facts, DATASET, "void:subset")
    assert set(subsets) <= facts.keys()
    targets = {
        target for subset in subsets for target in values(facts, subset, "void:objectsTarget")
    }
    assert targets
    assert targets <= facts.keys()


def test_the_service_description_has_the_size_of_each_graph(dataset: Dataset) -> None:
    facts = facts_of(catalogue.service(dataset))
    named = {name for name in dataset.version.manifest.graphs if name}
    assert ENDPOINT in facts
    assert named <= facts.keys()
    for name in named:
        assert values(facts, name, "void:triples") == [str(dataset.version.manifest.graphs[name])]


def test_what_is_gathered_from_a_graph_is_in_the_version_to_the_letter(dataset: Dataset) -> None:
    lines = dataset.version.quads_path.read_bytes()
    for quad in catalogue.catalogue(dataset):
        if isinstance(quad.object, ox.Literal) and quad.graph_name != ox.DefaultGraph():
            assert str(quad.object).encode() in lines
