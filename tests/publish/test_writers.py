"""Our writers against two parsers that are not ours, on every thing of the graph."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from chantier.model.formats import DOCUMENT_FORMATS, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from chantier.model.quads import canonical_lines
from chantier.publish.documents import serialise
from chantier.store import versions
from chantier.store.dataset import Dataset

PARSERS = {
    TURTLE: (ox.RdfFormat.TURTLE, "turtle"),
    JSON_LD: (ox.RdfFormat.JSON_LD, "json-ld"),
    RDF_XML: (ox.RdfFormat.RDF_XML, "xml"),
    N_TRIPLES: (ox.RdfFormat.N_TRIPLES, "nt"),
}
ODD = """
@prefix e: <http://e/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://e/a b'c> e:p "1.50"^^xsd:decimal , "01"^^xsd:integer , 1 , true , "1"^^xsd:boolean ,
  "x\\n\\"y\\"\\t\\\\" , "<&>" , "é"@fr-ca , ""@en , "2026"^^xsd:gYear , [ e:q [ e:r 1 ] ] , [] ;
  a e:T , [ e:q 2 ] , <urn:x:y> , <https://w3id.org/chantier-es/id/region/> .
_:a e:p _:b . _:b e:p _:a . _:c e:p _:c . e:s e:p _:d . e:t e:p _:d . _:d e:q "twice" .
<https://w3id.org/chantier-es/id/a/b.c> e:p <https://w3id.org/chantier-es/id/region/x.> ,
  <https://w3id.org/chantier-es/id/region/-> , <http://www.w3.org/2001/XMLSchema#> .
""".replace("a b'c", "a%20b'c")


@pytest.fixture(scope="module")
def dataset(data_dir: Path) -> Dataset:
    return Dataset(versions.current(data_dir))


def canonical(triples: object) -> list[bytes]:
    assert hasattr(triples, "__iter__")
    return canonical_lines(ox.Quad(t.subject, t.predicate, t.object) for t in triples)


def parse(body: bytes, chosen: Format) -> list[bytes]:
    return canonical(list(ox.parse(body, format=PARSERS[chosen][0])))


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_every_thing_reads_back_as_it_is(dataset: Dataset, chosen: Format) -> None:
    lines = dataset.version.quads_path.read_bytes().splitlines()
    subjects = {line.split(b" ", 1)[0].decode()[1:-1] for line in lines if line.startswith(b"<")}
    assert len(subjects) > 1_000
    for subject in sorted(subjects):
        quads = dataset.quads_about(subject)
        assert parse(serialise(quads, chosen), chosen) == canonical(quads), subject


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_rdflib_reads_the_same_as_oxigraph(dataset: Dataset, chosen: Format) -> None:
    chance = random.Random(1)  # noqa: S311 — which things are tried is no secret
    lines = dataset.version.quads_path.read_bytes().splitlines()
    subjects = sorted({line.split(b" ", 1)[0].decode()[1:-1] for line in lines[5_000:]})
    for subject in chance.sample(subjects, 25):
        quads = dataset.quads_about(subject)
        reference = rdflib.Graph().parse(data=serialise(quads, N_TRIPLES), format="nt")
        read = rdflib.Graph().parse(data=serialise(quads, chosen), format=PARSERS[chosen][1])
        assert isomorphic(read, reference), subject


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_odd_terms_survive(chosen: Format) -> None:
    triples = list(ox.parse(ODD, format=ox.RdfFormat.TURTLE))
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    assert parse(serialise(quads, chosen), chosen) == canonical(quads)


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_the_order_of_the_quads_does_not_show(dataset: Dataset, chosen: Format) -> None:
    quads = dataset.quads_about("https://w3id.org/chantier-es/id/pole/mauricie")
    assert len(quads) > 5
    assert serialise(quads[::-1], chosen) == serialise(quads, chosen)


def test_turtle_declares_only_the_prefixes_it_uses(dataset: Dataset) -> None:
    quads = dataset.quads_about("https://w3id.org/chantier-es/id/enonce/mandat-3")
    text = serialise(quads, TURTLE).decode()
    declared = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    body = text.partition("\n\n")[2]
    assert declared == sorted(declared)
    assert all(f" {prefix}" in body or body.startswith(prefix) for prefix in declared)
