"""``chantier diff``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chantier.rdf.nquads import digest
from support.chronicle import BASE, FIRST, SECOND, chronicle, lines_of
from support.client import run


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    return chronicle(tmp_path / "var")


def test_what_differs_is_listed_thing_by_thing(tmp_path: Path, ids: list[str]) -> None:
    ended = run("diff", ids[1], ids[2], data_dir=tmp_path / "var")
    assert ended.returncode == 1, ended.stderr
    assert ended.stdout.splitlines() == [
        "id:a  Un peu",
        '  − http://e/n  "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>  [graph:data]',
        '  + http://e/n  "1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>  [graph:data]',
        "id:b  Deux fois",
        '  − rdfs:label  "Deux"@fr  [graph:data]',
        '  + rdfs:label  "Deux fois"@fr  [graph:data]',
    ]
    assert ended.stderr.strip() == "+2 −2"
    english = run("diff", ids[1], ids[2], "--lang", "en", data_dir=tmp_path / "var")
    assert english.stdout.startswith("id:a  One\n")


def test_what_the_software_works_out_is_told_apart(tmp_path: Path) -> None:
    state = "GRAPH g:data {{ id:a e:n {0} }} GRAPH g:description {{ g:data e:m {0} }}"
    chronicle(tmp_path / "var", [state.format(number) for number in (1, 2)])
    ended = run("diff", "previous", "latest", "--lang", "en", data_dir=tmp_path / "var")
    assert ended.stdout.splitlines() == [
        "id:a",
        '  − http://e/n  "1"^^<http://www.w3.org/2001/XMLSchema#integer>  [graph:data]',
        '  + http://e/n  "2"^^<http://www.w3.org/2001/XMLSchema#integer>  [graph:data]',
        "worked out by the software:",
        "graph:data",
        '  − http://e/m  "1"^^<http://www.w3.org/2001/XMLSchema#integer>  [graph:description]',
        '  + http://e/m  "2"^^<http://www.w3.org/2001/XMLSchema#integer>  [graph:description]',
    ]
    assert ended.stderr.splitlines() == ["+1 −1", "worked out by the software: +1 −1"]


def test_versions_are_named_as_elsewhere(tmp_path: Path, ids: list[str]) -> None:
    expected = run("diff", ids[1], ids[2], data_dir=tmp_path / "var").stdout
    for pair in (("previous", "latest"), (ids[1][:8], ids[2][:12])):
        assert run("diff", *pair, data_dir=tmp_path / "var").stdout == expected


def test_without_a_difference_the_exit_code_is_zero(tmp_path: Path, ids: list[str]) -> None:
    for form in ("human", "json", "patch"):
        ended = run("diff", ids[0], ids[0][:9], "-f", form, data_dir=tmp_path / "var")
        assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("\n") == 4


def test_json_and_patch_go_to_stdout(tmp_path: Path, ids: list[str]) -> None:
    data = run("diff", ids[0], ids[1], "-f", "json", data_dir=tmp_path / "var")
    assert data.returncode == 1
    things = json.loads(data.stdout)["things"]
    assert [thing["iri"] for thing in things] == [f"{BASE}id/{name}" for name in ("a", "b", "gone")]
    patch = run("diff", ids[0], ids[1], "-f", "patch", data_dir=tmp_path / "var")
    rows = patch.stdout.encode().splitlines(keepends=True)
    state = set(lines_of(FIRST)) - {row[2:] for row in rows if row.startswith(b"D ")}
    state |= {row[2:] for row in rows if row.startswith(b"A ")}
    assert digest(sorted(state)) == ids[1]


def test_files_are_compared_with_versions_and_with_each_other(
    tmp_path: Path, ids: list[str]
) -> None:
    one, two = tmp_path / "one.nq", tmp_path / "two.nq"
    # The labels of blank nodes and the order of lines do not count.
    shuffled = [line.replace(b"_:c14n", b"_:x") for line in reversed(lines_of(FIRST))]
    one.write_bytes(b"".join(shuffled))
    two.write_bytes(b"".join(lines_of(SECOND)))
    assert run("diff", one, ids[0], data_dir=tmp_path / "var").returncode == 0
    assert run("diff", two, ids[0], data_dir=tmp_path / "var").returncode == 1
    ended = run("diff", one, two, data_dir=tmp_path / "nowhere")
    assert (ended.returncode, ended.stderr.strip()) == (1, "+10 −7")
    turtle = tmp_path / "t.ttl"
    turtle.write_text("<http://e/a> <http://e/b> [ <http://e/c> 1 ] .")
    assert run("diff", turtle, turtle, data_dir=tmp_path / "nowhere").returncode == 0


def test_each_wrong_input_has_its_exit_code_and_a_sentence(tmp_path: Path, ids: list[str]) -> None:
    broken, odd = tmp_path / "broken.nq", tmp_path / "odd.xyz"
    broken.write_text("<http://e/a> <http://e/b> .\n")
    odd.write_text("")
    wrong = {
        str(broken): (3, "broken.nq:1:"),
        str(odd): (3, ".nq"),
        "nonsense": (2, "hexadecimal"),
        "0" * 64: (2, "never"),
        str(tmp_path / "missing.nq"): (2, "missing.nq"),
    }
    for name, (code, said) in wrong.items():
        ended = run("diff", name, ids[0], data_dir=tmp_path / "var")
        assert (ended.returncode, said in ended.stderr) == (code, True), ended.stderr
        assert "Traceback" not in ended.stderr
