"""The writers against two parsers that are not ours, on every thing of the graph."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.compare import isomorphic

from chantier.rdf.formats import (
    DOCUMENT_FORMATS,
    N_QUADS,
    N_TRIPLES,
    QUAD_FORMATS,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
)
from chantier.rdf.nquads import canonical_lines
from chantier.rdf.writers import serialise, statement_bytes, used_prefixes, write_statements
from chantier.store import versions
from chantier.store.dataset import Dataset
from support.parsers import OXIGRAPH, by_rdflib

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


ODD_QUADS = """
@prefix e: <http://e/> .
e:s e:p "in the default graph", _:shared, [ e:q [ e:r "nested" ] ] . _:shared e:q 1 .
e:g { e:s e:p _:shared, [ e:q "one line\\nand another\\u2028\\u0085" ], "{ } . <>" ; a e:T }
<urn:x:no prefix> { _:only e:p _:only . e:s e:p "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> }
<https://w3id.org/chantier-es/graph/data/poles> { e:s e:p e:g . _:shared e:p e:s }
""".replace("no prefix", "no-prefix")


@pytest.fixture(scope="module")
def dataset(data_dir: Path) -> Dataset:
    return Dataset(versions.current(data_dir))


def canonical(statements: Iterable[ox.Quad | ox.Triple], chosen: Format) -> list[bytes]:
    """Canonical lines of statements: with their graphs, for the formats that keep them."""
    if chosen in QUAD_FORMATS:
        return canonical_lines(quad for quad in statements if isinstance(quad, ox.Quad))
    return canonical_lines(ox.Quad(t.subject, t.predicate, t.object) for t in statements)


def parse(body: bytes, chosen: Format) -> list[bytes]:
    return canonical(list(ox.parse(body, format=OXIGRAPH[chosen])), chosen)


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_every_thing_reads_back_as_it_is(dataset: Dataset, chosen: Format) -> None:
    lines = dataset.version.quads_path.read_bytes().splitlines()
    subjects = {line.split(b" ", 1)[0].decode()[1:-1] for line in lines if line.startswith(b"<")}
    assert len(subjects) > 1_000
    for subject in sorted(subjects):
        quads = dataset.quads_about(subject)
        assert parse(serialise(quads, chosen), chosen) == canonical(quads, chosen), subject


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_rdflib_reads_the_same_as_oxigraph(dataset: Dataset, chosen: Format) -> None:
    chance = random.Random(1)  # noqa: S311 — which things are tried is no secret
    lines = dataset.version.quads_path.read_bytes().splitlines()
    subjects = sorted({line.split(b" ", 1)[0].decode()[1:-1] for line in lines[5_000:]})
    for subject in chance.sample(subjects, 25):
        quads = dataset.quads_about(subject)
        reference = by_rdflib(serialise(quads, N_TRIPLES), N_TRIPLES)
        assert isomorphic(by_rdflib(serialise(quads, chosen), chosen), reference), subject


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_odd_terms_survive(chosen: Format) -> None:
    triples = list(ox.parse(ODD, format=ox.RdfFormat.TURTLE))
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    assert parse(serialise(quads, chosen), chosen) == canonical(quads, chosen)


@pytest.mark.parametrize("chosen", QUAD_FORMATS, ids=lambda item: item.name)
def test_odd_graphs_keep_their_quads(chosen: Format) -> None:
    quads = list(ox.parse(ODD_QUADS, format=ox.RdfFormat.TRIG))
    body = serialise(quads, chosen)
    assert parse(body, chosen) == canonical(quads, chosen)
    assert len(parse(body, chosen)) == len(quads)
    assert serialise(quads[::-1], chosen) == body


def test_n_quads_are_the_lines_of_the_version(dataset: Dataset) -> None:
    quads = dataset.quads_about("https://w3id.org/chantier-es/id/source/page.txt")
    lines = serialise(quads, N_QUADS).splitlines(keepends=True)
    assert set(lines) <= set(dataset.version.quads_path.read_bytes().splitlines(keepends=True))
    assert lines == sorted(lines)
    assert len(lines) > 3


def test_trig_has_one_block_a_graph_and_the_default_graph_first(dataset: Dataset) -> None:
    quads = dataset.quads_about("https://w3id.org/chantier-es/dataset")
    quads.append(ox.Quad(*(ox.NamedNode(f"urn:{name}") for name in "spo")))
    text = serialise(quads, TRIG).decode()
    blocks = [line for line in text.splitlines() if line.endswith("{")]
    assert blocks == [
        "<https://w3id.org/chantier-es/graph/data/catalogue> {",
        "graph:description {",
    ]
    assert text.index("<urn:s>") < text.index(blocks[0])


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_the_order_of_the_quads_does_not_show(dataset: Dataset, chosen: Format) -> None:
    quads = dataset.quads_about("https://w3id.org/chantier-es/id/pole/mauricie")
    assert len(quads) > 5
    assert serialise(quads[::-1], chosen) == serialise(quads, chosen)


@pytest.mark.parametrize("chosen", DOCUMENT_FORMATS, ids=lambda item: item.name)
def test_statements_are_written_as_they_come_and_read_back(chosen: Format) -> None:
    text, form = (
        (ODD_QUADS, ox.RdfFormat.TRIG) if chosen in QUAD_FORMATS else (ODD, ox.RdfFormat.TURTLE)
    )
    quads = list(ox.parse(text, format=form))
    assert parse(statement_bytes(quads, chosen), chosen) == canonical(quads, chosen)


def test_no_statement_is_held_until_the_last_is_there() -> None:
    output, seen = io.BytesIO(), 0
    triple = ox.Triple(*(ox.NamedNode(f"http://e/{name}") for name in "spo"))

    def many() -> Iterator[ox.Triple]:
        nonlocal seen
        for _ in range(50_000):
            yield triple
        seen = len(output.getvalue())

    write_statements(many(), RDF_XML, output)
    assert seen > 1_000_000


def test_the_prefixes_of_lines_are_those_that_start_an_iri() -> None:
    known = {"e": "http://e/", "f": "http://f/", "g": "http://g/"}
    lines = b'<http://e/a> <http://x/http://f/> "http://g/" .\n'
    assert used_prefixes(lines, known) == {"e": "http://e/"}


def test_turtle_declares_only_the_prefixes_it_uses(dataset: Dataset) -> None:
    quads = dataset.quads_about("https://w3id.org/chantier-es/id/enonce/mandat-3")
    text = serialise(quads, TURTLE).decode()
    declared = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    body = text.partition("\n\n")[2]
    assert declared == sorted(declared)
    assert all(f" {prefix}" in body or body.startswith(prefix) for prefix in declared)
