from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.client import run

GOOD = """
@prefix ces: <https://w3id.org/chantier-es/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/pole/1> skos:prefLabel "Essai"@fr , "Trial"@en .
"""


def test_a_partners_file_is_validated_beside_the_graph(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text(GOOD, encoding="utf-8")
    text = GOOD.replace(
        "skos:prefLabel", "a ces:RegionalPole ; ces:polle <http://x> ; skos:prefLabel"
    )
    bad.write_text(text, encoding="utf-8")
    assert run("validate", good).returncode == 0
    judged = run("validate", bad)
    assert judged.returncode == 1
    assert f"{bad}:4: https://example.org/pole/1:" in judged.stdout
    assert "constat" in judged.stderr
    rows = json.loads(run("validate", bad, "-f", "json").stdout)
    assert {row["focus"] for row in rows} == {"https://example.org/pole/1"}
    assert all(row["message_fr"] and row["message_en"] for row in rows)


def test_a_file_that_is_not_turtle_is_refused_with_line_and_column(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("\n<a> <b> .", encoding="utf-8")
    ended = run("validate", broken)
    assert ended.returncode == 3
    assert f"{broken}:2:" in ended.stderr
    by_stdin = run("validate", "-", stdin="<a> <b> .")
    assert by_stdin.returncode == 3
    assert "<stdin>:1:" in by_stdin.stderr


@pytest.mark.parametrize(
    "constraint",
    ["sh:minCount -1", r'sh:pattern "\\p{L}"', 'sh:sparql [ sh:select "SELECT $this { ?x" ]'],
)
def test_a_shape_that_cannot_be_used_is_named_and_ends_in_no_traceback(
    sources: Path, constraint: str
) -> None:
    shape = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <https://example.org/S> sh:targetClass <http://www.w3.org/2002/07/owl#Ontology> ;
          sh:property [ sh:path <https://example.org/p> ; {constraint} ] ."""
    (sources / "shapes" / "own.ttl").write_text(shape, encoding="utf-8")
    ended = run("validate", "--sources", sources)
    assert ended.returncode == 3
    assert ended.stderr.startswith("chantier: the shape <https://example.org/S> ")
    assert "Traceback" not in ended.stderr
