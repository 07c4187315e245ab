"""Every term taken from a known vocabulary exists there."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
)
from rdflib.namespace import DCAT, GEO, DefinedNamespace

from support.client import ROOT

VOCABULARIES: tuple[type[DefinedNamespace], ...] = (
    DCAT,
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
)
DCAT_3 = {
    *[
        "DatasetSeries",
        "first",
        "hasCurrentVersion",
        "hasVersion",
        "inSeries",
        "isVersionOf",
        "last",
        "prev",
        "previousVersion",
        "version",
    ]
}
FILES = sorted(
    path for folder in ("ontology", "data", "shapes") for path in (ROOT / folder).rglob("*.ttl")
)


def used_iris(path: Path) -> set[str]:
    found = set()
    for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode):
                found.add(term.value)
            elif isinstance(term, ox.Literal):
                found.add(term.datatype.value)
    return found


def unknown(iri: str) -> bool:
    for vocabulary in VOCABULARIES:
        base = str(vocabulary._NS)
        name = iri.removeprefix(base)
        if iri.startswith(base) and name and "/" not in name:
            return name not in vocabulary and not (vocabulary is DCAT and name in DCAT_3)
    return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_term_of_a_known_vocabulary_exists_there(path: Path) -> None:
    assert {iri for iri in used_iris(path) if unknown(iri)} == set()


def test_a_term_that_does_not_exist_is_found_out() -> None:
    assert unknown(str(SKOS) + "preferredLabel")
    assert not unknown(str(SKOS) + "prefLabel")
    assert not unknown("http://www.w3.org/ns/dcat#inSeries")
