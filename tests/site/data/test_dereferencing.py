"""Every IRI that the graph mints answers, in every format, and says the same in each."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib

from chantier.namespaces import BASE, CHANGES, DUMP, FRAGMENTS, GRAPH
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, N_TRIPLES, QUAD_FORMATS, Format
from chantier.store import versions
from clients.programs import program
from support.client import Client
from support.crawler import Crawler
from support.parsers import OXIGRAPH, disagreements

STREAMS = (CHANGES, FRAGMENTS)
"""What comes by pages, in the formats of its own that its tests ask for."""
EXTENSIONS = {item.extension: item.media_type for item in (*DOCUMENT_FORMATS, HTML)}
FILES = {
    "static/logo.svg": "image/svg+xml",
    "id/source/page.txt": "text/plain",
}
"""What is no RDF: a picture, and the text as received, which a reader gets."""


Bodies = dict[Format, bytes]
"""What an address gives in each format."""


def minted(data_dir: Path) -> tuple[list[str], list[str]]:
    """The paths of all IRIs of ours, in any position of any quad: documents, and all else."""
    found = set[str]()
    for quad in ox.parse(path=versions.current(data_dir).quads_path, format=ox.RdfFormat.N_QUADS):
        terms = [quad.subject, quad.predicate, quad.object, quad.graph_name]
        terms += [term.datatype for term in terms if isinstance(term, ox.Literal)]
        found |= {term.value for term in terms if isinstance(term, ox.NamedNode)}
    ours = {iri.partition("#")[0] for iri in found if iri.startswith(BASE)}
    others = {iri for iri in ours if iri.startswith((*STREAMS, DUMP)) or extension(iri)}
    return (
        sorted("/" + iri.removeprefix(BASE) for iri in ours - others),
        sorted("/" + iri.removeprefix(BASE) for iri in others),
    )


def extension(iri: str) -> str:
    """The media type that the end of an address names, if it does."""
    return EXTENSIONS.get(iri.rpartition(".")[2], "") if iri.startswith(GRAPH) else ""


def crawled(client: Client, paths: Iterable[str]) -> Iterator[tuple[str, Bodies]]:
    """Each path with what it gives in each format."""
    with Crawler(client.url) as crawler:
        for path in paths:
            bodies: Bodies = {}
            for chosen in (*DOCUMENT_FORMATS, HTML):
                status, media_type, body = crawler.get(quote(path), chosen.media_type)
                assert status == 200, (path, chosen.name, body)
                expected = {chosen.media_type, FILES.get(path.lstrip("/"), chosen.media_type)}
                assert media_type in expected, path
                bodies[chosen] = body
            yield path, bodies


@pytest.fixture(scope="module")
def paths(data_dir: Path) -> list[str]:
    return minted(data_dir)[0]


def misread(client: Client, paths: Iterable[str], readers: Executor) -> tuple[int, list[str]]:
    """How many addresses were asked, and what a parser reads otherwise than the others."""
    asked = []
    for path, bodies in crawled(client, paths):
        is_file = path.lstrip("/") in FILES and bodies[DOCUMENT_FORMATS[0]] == bodies[HTML]
        documents = {} if is_file else {item: bodies[item] for item in DOCUMENT_FORMATS}
        asked.append((path, readers.submit(disagreements, documents, BASE)))
    return len(asked), [f"{path}: {said}" for path, told in asked for said in told.result()]


def test_no_iri_is_dead_and_every_parser_reads_the_same_in_every_format(
    client: Client, paths: list[str]
) -> None:
    """Oxigraph, rdflib and, where it is on the machine, rapper."""
    assert len(paths) > 1_000
    assert {"/", "/ns", "/ns/enterprise", "/dataset", "/report"} <= set(paths)
    assert {"/ns/1.0.0", "/ns/1.1.0", "/ns/alignments/1.0.0", "/ns/alignments/1.1.0"} <= set(paths)
    spawning = multiprocessing.get_context("spawn")
    parts = [paths[start::2] for start in range(2)]
    with ProcessPoolExecutor(2, spawning) as readers, ThreadPoolExecutor(len(parts)) as threads:
        told = list(threads.map(lambda part: misread(client, part, readers), parts))
    assert sum(count for count, _ in told) == len(paths)
    assert [said for _, found in told for said in found] == []


def test_rapper_took_part() -> None:
    assert program("rapper")


def test_files_and_streams_answer_with_what_their_name_says(client: Client, data_dir: Path) -> None:
    others = minted(data_dir)[1]
    assert {"/changes", "/fragments", "/dump/latest/chantier-es.nq.gz"} <= set(others)
    for path in others:
        answer = client.send("HEAD", quote(path), {"Accept": "*/*"})
        assert answer.status == 200, path
        told = extension(BASE + path[1:])
        assert not told or answer.media_type == told, path


@pytest.fixture(scope="module")
def sample(client: Client, paths: list[str]) -> list[tuple[str, Bodies]]:
    """Addresses of every kind, the same at each run, with what each gives."""
    chance = random.Random(4)  # noqa: S311 — which are tried is no secret
    described = [path for path in paths if path.lstrip("/") not in FILES]
    tried = ["/dataset", "/ns", "/ns/alignments", *chance.sample(described, 12)]
    return list(crawled(client, tried))


def test_the_extension_gives_what_the_accept_header_gives(
    client: Client, sample: list[tuple[str, Bodies]]
) -> None:
    with Crawler(client.url) as crawler:
        for path, bodies in sample:
            if path in ("/", "/sparql"):
                continue
            stem = path.replace("/id/", "/doc/", 1) if path.startswith("/id/") else path
            for chosen in DOCUMENT_FORMATS:
                status, media_type, body = crawler.get(
                    f"{stem}.{chosen.extension}", HTML.media_type
                )
                assert (status, media_type) == (200, chosen.media_type), (stem, chosen.name)
                assert body == bodies[chosen], (stem, chosen.name)
            status, media_type, _ = crawler.get(f"{stem}.html", N_TRIPLES.media_type)
            assert (status, media_type) == (200, "text/html"), stem


def test_quads_stand_in_the_graphs_they_come_from(
    sample: list[tuple[str, Bodies]], data_dir: Path
) -> None:
    lines = set(versions.current(data_dir).quads_path.read_bytes().splitlines())
    for path, bodies in sample:
        superseded = path.startswith("/ns/") and path.endswith("1.0.0")  # no graph of this version
        if path in ("/", "/report", "/dataset") or superseded:  # they tell more than its own quads
            continue
        for chosen in QUAD_FORMATS:
            told = list(ox.parse(bodies[chosen], format=OXIGRAPH[chosen]))
            in_graphs = [q for q in told if q.graph_name != ox.DefaultGraph()]
            ground = [q for q in in_graphs if "_:" not in str(q)]
            assert ground, path
            assert {f"{quad} .".encode() for quad in ground} <= lines, path
            about_itself = {str(q.subject) for q in told if q.graph_name == ox.DefaultGraph()}
            itself = f"<{BASE}{path.lstrip('/').replace('id/', 'doc/', 1)}>"
            assert about_itself == ({itself} if path.startswith("/id/") else set()), path


def test_a_term_of_the_ontology_is_in_the_document_its_iri_leads_to(client: Client) -> None:
    for path in ("/ns", "/ns/1.1.0"):
        text = client.get(path, "application/n-triples").text
        assert f"<{BASE}ns#Mandate> <{rdflib.RDF.type}>" in text
    assert 'id="Mandate"' in client.get("/ns", "text/html").text
    assert f"<{BASE}ns#neq> <{rdflib.RDF.type}>" in client.get("/ns.nt").text
    latest, version = client.get("/ns.nt"), client.get("/ns/1.1.0.nt")
    assert latest.body == version.body
    assert version.headers["Content-Location"] == "/ns/1.1.0.nt"


@pytest.mark.parametrize("path", ["/id/", "/id", "/doc/", "/doc", "/graph/", "/graph", "/id/pole/"])
def test_the_beginning_of_iris_is_none(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status == 404
    assert "says nothing about" in answer.json["detail"]


@pytest.mark.parametrize(
    "path", ["/doc/pole/mauricie", "/graph/data/poles", "/ns", "/ns/alignments", "/dataset", "/"]
)
def test_what_is_not_acceptable_is_refused_with_all_there_is(client: Client, path: str) -> None:
    answer = client.get(path, "image/png")
    assert answer.status == 406
    types = {item.media_type for item in (*DOCUMENT_FORMATS, HTML)}
    assert set(answer.json["acceptable"]) == types
