"""The text of a source document, with its passages marked."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.namespaces import CES, PREFIXES
from chantier.store import versions
from support.client import ROOT, Client
from support.page_tree import structure, tree

LANGUAGES = ("fr", "en")
SOURCE = (ROOT / "data" / "sources" / "page.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def quads(data_dir: Path) -> list[ox.Quad]:
    path = versions.current(data_dir).quads_path
    return list(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))


def objects(quads: list[ox.Quad], subject: str, predicate: str) -> list[ox.Term]:
    node, verb = ox.NamedNode(subject), ox.NamedNode(predicate)
    return [it.object for it in quads if it.subject == node and it.predicate == verb]


def value(quads: list[ox.Quad], subject: str, predicate: str) -> str:
    (found,) = set(objects(quads, subject, predicate))
    return found.value  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_page_is_the_text_and_its_marks_are_the_passages(
    client: Client, quads: list[ox.Quad], language: str
) -> None:
    root = tree(client, f"/{language}/source/page")
    assert structure(root) == []
    (received,) = root.classed("received")
    assert received.text == SOURCE
    passages = {
        it.subject.value  # type: ignore[union-attr]
        for it in quads
        if it.predicate.value == f"{PREFIXES['rdf']}type"
        and it.object == ox.NamedNode(f"{CES}Passage")
    }
    bounds = {
        tuple(int(value(quads, place, f"{PREFIXES['oa']}{n}")) for n in ("start", "end"))
        for iri in passages
        for place in (f"{iri.replace('/id/passage/', '/id/selecteur/')}-position",)
    }
    marked = {it.attributes["id"]: it.text for it in received.all("mark")}
    assert marked == {f"char={start},{end}": SOURCE[start:end] for start, end in bounds}
    covered = {at for start, end in bounds for at in range(start, end)}
    left = "".join(sign for at, sign in enumerate(SOURCE) if at not in covered)
    assert set(left) <= set(" \n\t•\N{NO-BREAK SPACE}")


def test_headings_noise_and_names_are_told_apart_with_a_legend(client: Client) -> None:
    root = tree(client, "/fr/source/page")
    (received,) = root.classed("received")
    kinds = [it.attributes["class"] for it in received.all("mark")]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "statement": 19, "heading": 6, "name": 1, "noise": 3,
    }  # fmt: skip
    (legend,) = root.classed("legend")
    assert {it.attributes["class"] for it in legend.all("mark")} == set(kinds)


def test_a_source_whose_text_is_not_kept_says_so(client: Client) -> None:
    answer = client.get("/en/source/gorimouski-2021", "text/html")
    assert answer.status == 404
    assert "is not kept here, only its description" in answer.text
    assert client.get("/en/source/..%2F..%2Fpage", "text/html").status == 404
