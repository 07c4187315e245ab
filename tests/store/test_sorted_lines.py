"""Triples found by pattern, against going through all of them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.rdf.nquads import canonical_lines
from chantier.store import sorted_lines, versions
from chantier.store.dataset import Dataset
from chantier.store.sorted_lines import SortedLines

TURTLE = """
@prefix e: <http://e/> .
e:a e:p e:b , "b" , "b"@fr , "b <http://e/b>" , " " , "1.50"^^e:decimal , "\\"b\\" .\\n" , _:x ;
  e:pp e:b ; a e:b .
e:aa e:p e:b , "b" .
e:b e:p e:a , "x"^^e:b .
_:x e:p _:x , e:b , "b" .
"""
IRIS = ("http://e/graph/1", "http://e/graph/2")


@pytest.fixture(params=["kept in the version", "made when it is missing"])
def dataset(tmp_path: Path, request: pytest.FixtureRequest) -> Dataset:
    """A version in which half of the triples stand in two graphs."""
    triples = list(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    pairs = [*product(triples, IRIS[:1]), *product(triples[::2], IRIS[1:])]
    lines = canonical_lines(
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(iri)) for t, iri in pairs
    )
    draft = versions.Draft(lines, "", "", "test", 1_000)
    version = versions.publish(tmp_path, draft)
    assert version.manifest.triples == len(triples) < version.manifest.quads
    if request.param != "kept in the version":
        (version.path / "by_predicate").unlink()
    return Dataset(version)


def every(dataset: Dataset) -> set[tuple[str, str, str]]:
    quads = ox.parse(dataset.version.quads_path.read_bytes(), format=ox.RdfFormat.N_QUADS)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}


def found(
    dataset: Dataset, pattern: tuple[str, str, str], skip: int, most: int
) -> tuple[int, list[str]]:
    total, triples = dataset.matching(pattern, skip, most)
    return total, [str(triple) for triple in triples]


def test_every_pattern_finds_what_it_should_once_and_by_pages(dataset: Dataset) -> None:
    known = every(dataset)
    columns = [sorted({triple[i] for triple in known}) for i in range(3)]
    asked = 0
    choices = [["", *column, "<http://e/none>", '"none"'] for column in columns]
    for pattern in product(choices[0], choices[1], choices[2]):
        expected = sorted(
            " ".join(triple)
            for triple in known
            if all(not term or term == part for term, part in zip(pattern, triple, strict=True))
        )
        total, whole = found(dataset, pattern, 0, 1_000)
        assert (total, sorted(whole)) == (len(expected), expected), pattern
        pages = [found(dataset, pattern, start, 3) for start in range(0, total + 1, 3)]
        assert [line for _, page in pages for line in page] == whole
        assert {count for count, _ in pages} == {total}
        asked += bool(total)
    assert asked > 50


def test_lines_longer_than_what_is_read_at_once_are_counted_and_skipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sorted_lines, "CHUNK_BYTES", 7)
    words = [f"{n:03} {'x' * (n % 19)}\n".encode() for n in range(100)]
    lines = SortedLines(b"".join(words))
    for prefix in (b"", b"0", b"05", b"099 ", b"7"):
        expected = [word for word in words if word.startswith(prefix)]
        span = lines.span(prefix)
        assert lines.count(span) == len(expected)
        for skip in range(len(expected) + 2):
            assert list(lines.within(span, skip)) == expected[skip:]
    assert list(lines.first_words()) == [word.split(b" ")[0] for word in words]
