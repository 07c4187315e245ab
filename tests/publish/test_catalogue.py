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


def test_the_catalogue_leaves_the_partitions_to_void(dataset: Dataset) -> None:
    listed = {quad.predicate.value for quad in catalogue.catalogue(dataset)}
    counted = {quad.predicate.value for quad in catalogue.void(dataset)}
    assert not listed & set(PARTITIONS)
    assert counted >= set(PARTITIONS)


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


def test_what_is_gathered_is_in_the_version_to_the_letter(dataset: Dataset) -> None:
    lines = dataset.version.quads_path.read_bytes()
    for quad in catalogue.catalogue(dataset):
        if isinstance(quad.object, ox.Literal):
            assert str(quad.object).encode() in lines
