"""Bad input: each gets a clear error, and the served version stays untouched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chantier.store import versions
from chantier.store.integrity import verify
from support.client import run


@pytest.fixture
def served(tmp_path: Path, data_dir: Path) -> Path:
    """A data directory of this test's own that serves the good graph."""
    copy = tmp_path / "var"
    shutil.copytree(data_dir, copy, symlinks=True)
    return copy


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def empty(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder)
        folder.mkdir()


STATEMENTS = "data/statements.ttl"
MANDATE = "Concerter divers acteurs"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "said"),
    [
        pytest.param(
            "data/poles.ttl",
            "pole:mauricie\n  a ",
            "pole:mauricie\n  aa ",
            3,
            (r"poles.ttl:", "This is not Turtle"),
            id="a broken Turtle file",
        ),
        pytest.param(
            STATEMENTS,
            "ces:position",
            "ces:positoin",
            1,
            ("statements.ttl:", "ces:positoin", "not declared in the ontology"),
            id="an unknown term",
        ),
        pytest.param(
            STATEMENTS,
            f'ces:verbatim "{MANDATE}',
            'ces:verbatim "Rassembler divers acteurs',
            1,
            ("statements.ttl:", "the quotation is not in the source", MANDATE),
            id="a quotation that is not in the source",
        ),
        pytest.param(
            "data/poles.ttl",
            "ces:servesTerritory territoire:mauricie",
            "ces:servesTerritory territoire:maurice",
            1,
            ("poles.ttl:", "territoire:maurice", "nothing describes"),
            id="a dangling link",
        ),
        pytest.param(
            STATEMENTS,
            f'ces:statementText "{MANDATE}',
            f'ces:statementText "Lorem ipsum. {MANDATE}',
            1,
            ("statements.ttl:", "enonce:mandat-1", "Lorem ipsum"),
            id="the noise of the page let in",
        ),
    ],
)
def test_bad_sources_are_refused_with_the_place_and_the_remedy(
    sources: Path, served: Path, file: str, old: str, new: str, code: int, said: tuple[str, ...]
) -> None:
    before = versions.current(served)
    edit(sources / file, old, new)
    ended = run("build", data_dir=served, CHANTIER_SOURCES=str(sources))
    assert ended.returncode == code, ended.stderr
    for words in said:
        assert words in ended.stderr
    assert ended.stdout == ""
    assert versions.current(served) == before
    verify(before)


def test_quotations_are_compared_even_where_nothing_else_judges(
    sources: Path, tmp_path: Path
) -> None:
    empty(sources / "shapes", sources / "queries" / "checks")
    edit(sources / STATEMENTS, f'ces:verbatim "{MANDATE}', 'ces:verbatim "Rassembler des acteurs')
    ended = run("build", data_dir=tmp_path / "var", CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 1, ended.stderr
    assert "the quotation is not in the source" in ended.stderr


def test_sources_that_nothing_judges_are_published(sources: Path, tmp_path: Path) -> None:
    empty(*(sources / name for name in ("ontology", "data", "shapes", "queries/checks")))
    (sources / "data" / "a.ttl").write_text("<http://e/a> <http://e/p> 1 .", encoding="utf-8")
    ended = run("build", data_dir=tmp_path / "var", CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 0, ended.stderr
    assert list((tmp_path / "var" / "tmp").iterdir()) == []  # nothing is left of what was sorted


def test_a_missing_translation_is_refused_with_its_place(sources: Path) -> None:
    path = sources / "data" / "regions.ttl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith("region:04"))
    label = next(n for n in range(at, at + 20) if '"@en' in lines[n])
    lines[label] = lines[label].replace('"@en', '"@de')
    path.write_text("".join(lines), encoding="utf-8")
    ended = run("validate", "--lang", "fr", CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 1
    assert f"regions.ttl:{at + 1}: region:04:" in ended.stdout
    assert "anglais" in ended.stdout.lower()


def test_every_broken_file_is_named_not_only_the_first(sources: Path, tmp_path: Path) -> None:
    for name in ("poles", "regions"):
        edit(sources / "data" / f"{name}.ttl", "@prefix", "@perfix")
    ended = run("build", data_dir=tmp_path / "var", CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 3
    assert "poles.ttl:1:" in ended.stderr
    assert "regions.ttl:1:" in ended.stderr


def test_a_build_of_unchanged_sources_makes_no_new_version(sources: Path, served: Path) -> None:
    first = run("build", data_dir=served, CHANTIER_SOURCES=str(sources))
    edit(sources / "data" / "poles.ttl", "\n\n", "\n# a comment changes no triple\n\n")
    second = run("build", data_dir=served, CHANTIER_SOURCES=str(sources))
    assert first.stdout == second.stdout
    assert "nothing changed" in first.stderr
    assert "nothing changed" in second.stderr
    assert len(list((served / "versions").iterdir())) == 1


def test_a_changed_fact_makes_a_new_version_and_keeps_the_old_one(
    sources: Path, served: Path
) -> None:
    before = versions.current(served)
    edit(sources / STATEMENTS, '"Foster concerted action', '"Encourage concerted action')
    ended = run("build", data_dir=served, CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 0, ended.stderr
    after = versions.current(served)
    assert ended.stdout.strip() == after.manifest.id != before.manifest.id
    assert versions.load(served, before.manifest.id) == before


def test_a_graph_has_at_least_3000_triples_and_60_outward_links(data_dir: Path) -> None:
    version = versions.current(data_dir)
    own = b"https://w3id.org/chantier-es/"
    links = set()
    for line in version.quads_path.read_bytes().splitlines():
        subject, predicate, target = line.split(b" ", 3)[:3]
        match = predicate.rpartition(b"#")[2].endswith((b"Match>", b"seeAlso>"))
        if match and own in subject and target.startswith(b"<http") and own not in target:
            links.add((subject, target))
    assert version.manifest.quads >= 3_000
    assert len(links) >= 60


def test_a_source_file_that_goes_takes_its_graph_along(sources: Path, served: Path) -> None:
    shutil.copy(sources / "data" / "links.ttl", sources / "ontology" / "vocabularies" / "x.ttl")
    gone = "https://w3id.org/chantier-es/graph/data/links"
    (sources / "data" / "links.ttl").unlink()
    empty(sources / "shapes", sources / "queries" / "checks")
    assert gone in versions.current(served).manifest.graphs
    assert run("build", data_dir=served, CHANTIER_SOURCES=str(sources)).returncode == 0
    assert gone not in versions.current(served).manifest.graphs


def test_two_files_of_one_graph_are_refused(sources: Path, served: Path) -> None:
    (sources / "data" / "poles.jsonld").write_text("{}", encoding="utf-8")
    before = versions.current_id(served)
    ended = run("build", data_dir=served, CHANTIER_SOURCES=str(sources))
    assert ended.returncode == 3
    assert "poles.ttl" in ended.stderr
    assert "poles.jsonld would be the same graph" in ended.stderr
    assert versions.current_id(served) == before
