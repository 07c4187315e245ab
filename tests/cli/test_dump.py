"""``chantier dump``."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from chantier.namespaces import GRAPH
from chantier.store import versions
from support.client import CHANTIER, ROOT, run


def dumped(data_dir: Path, *arguments: str) -> bytes:
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir)}
    return subprocess.run(
        [*CHANTIER, "dump", *arguments], capture_output=True, env=variables, cwd=ROOT, check=True
    ).stdout


def test_without_options_the_quads_of_the_version_come_out(data_dir: Path) -> None:
    assert dumped(data_dir) == versions.current(data_dir).quads_path.read_bytes()


@pytest.mark.parametrize("name", ["nq", "trig", "ttl", "jsonld", "rdf"])
def test_each_format_is_the_file_that_is_served(data_dir: Path, name: str) -> None:
    folder = data_dir / "copies" / versions.current_id(data_dir)
    assert dumped(data_dir, "-f", name) == (folder / f"chantier-es.{name}").read_bytes()


@pytest.mark.parametrize("graph", ["data/poles", f"{GRAPH}data/poles", f"<{GRAPH}data/poles>"])
@pytest.mark.parametrize("name", ["", "ttl", "jsonld", "nt", "rdf"])
def test_a_graph_is_named_by_its_iri_or_its_name(data_dir: Path, graph: str, name: str) -> None:
    folder = data_dir / "copies" / versions.current_id(data_dir) / "graphs" / "data"
    options = ("-f", name) if name else ()
    found = dumped(data_dir, "--graph", graph, *options)
    assert found == (folder / f"poles.{name or 'ttl'}").read_bytes()


def test_compressed_it_is_the_same(data_dir: Path) -> None:
    packed = dumped(data_dir, "--gzip", "--graph", "data/poles")
    assert gzip.decompress(packed) == dumped(data_dir, "--graph", "data/poles")
    assert packed == dumped(data_dir, "--gzip", "--graph", "data/poles")


def test_a_version_is_named_by_how_its_id_starts(data_dir: Path) -> None:
    version = versions.current_id(data_dir)
    assert dumped(data_dir, "--version", version[:6]) == dumped(data_dir)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--graph", "data/none"), 1, "There is no graph “data/none”"),
        (("--version", "zz"), 2, "No version has an id that starts with “zz”"),
        (("-f", "xml"), 2, "xml"),
        (("-f", "nt"), 2, "A whole version comes as nq"),
    ],
)
def test_what_cannot_be_given_is_said(
    data_dir: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    ended = run("dump", *options, data_dir=data_dir)
    assert ended.returncode == code
    assert said in ended.stderr
    assert ended.stdout == ""


def test_copies_that_cannot_be_made_are_an_error(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "versions").symlink_to(data_dir / "versions")
    (tmp_path / "current").symlink_to(Path("versions") / versions.current_id(data_dir))
    (tmp_path / "copies").write_text("in the way")
    ended = run("dump", data_dir=tmp_path)
    assert ended.returncode == 6
    assert "cannot be made" in ended.stderr


def test_a_reader_that_leaves_is_no_failure_of_ours(data_dir: Path) -> None:
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir)}
    process = subprocess.Popen(
        [*CHANTIER, "dump"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables,
        cwd=ROOT,
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 1
    assert said == b""
