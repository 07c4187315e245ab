from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.client import run

GOOD = """
@prefix ces: <https://w3id.org/chantier-es/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/pole/1> a skos:Concept ; skos:prefLabel "Essai"@fr , "Trial"@en .
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


UNFINISHED = """
@base <https://example.org/voc/> .
@prefix s: <http://www.w3.org/2004/02/skos/core#> .
<un> a s:Concept ; s:prefLabel "Un"@fr . <deux>
  a s:Concept ; s:prefLabel "Deux"@fr .
"""
UNFINISHED_XML = """<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE rdf:RDF [<!ENTITY skos "http://www.w3.org/2004/02/skos/core#">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="&skos;"
  xml:base="https://example.org/voc/" xml:lang="fr">
<s:Concept rdf:about="un"><s:prefLabel>Un</s:prefLabel></s:Concept>
</rdf:RDF>
"""
UNFINISHED_JSON = """{"@context": {"s": "http://www.w3.org/2004/02/skos/core#"},
"@id": "https://example.org/voc/un", "@type": "s:Concept",
"s:prefLabel": {"@value": "Un", "@language": "fr"}}
"""


def test_every_syntax_is_validated_and_findings_keep_file_and_line(tmp_path: Path) -> None:
    trig = f"{UNFINISHED.partition('<un>')[0]}<g> {{ <un>{UNFINISHED.partition('<un>')[2]} }}"
    files = {
        "bad.ttl": ("\ufeff" + UNFINISHED, "utf-8", 4),
        "bad.trig": (trig, "utf-8", 4),
        "bad.rdf": (UNFINISHED_XML, "utf-16", 5),
        "bad.jsonld": (UNFINISHED_JSON, "utf-8", 1),
    }
    for name, (text, encoding, line) in files.items():
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        assert run("validate", path).returncode == 0  # a concept is no matter of the contract
        judged = run("validate", "--house", path)
        assert judged.returncode == 1, judged.stderr
        places = {row.split(": ")[1] for row in judged.stdout.splitlines()}
        assert f"{path}:{line}" in places
        assert places == {f"{path}:{line}"}


def test_a_syntax_is_named_where_the_name_does_not_say_it(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_text(UNFINISHED_JSON, encoding="utf-8")
    assert run("validate", path).returncode == 3
    assert run("validate", "--house", "-i", "jsonld", path).returncode == 1
    judged = run("validate", "--house", "--input-format", "jsonld", "-", stdin=UNFINISHED_JSON)
    assert judged.stdout.splitlines()
    assert all("<stdin>:1: " in row for row in judged.stdout.splitlines())


def test_relative_iris_of_a_file_are_those_of_its_address(tmp_path: Path) -> None:
    path = tmp_path / "é relative.ttl"
    path.write_text(UNFINISHED.replace("@base", "# @base"), encoding="utf-8")
    rows = json.loads(run("validate", "--house", path, "-f", "json").stdout)
    assert (tmp_path / "un").as_uri() in {row["focus"] for row in rows}


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


ORGANIZATION = """
@prefix schema: <https://schema.org/> .
<https://example.org/1> a schema:Organization ;
  schema:name "Un"@fr ;
  schema:areaServed <https://w3id.org/chantier-es/id/region/05> .
"""
ORGANIZATION_JSON = """{"@context": {"s": "https://schema.org/"},
"@graph": [
{"@id": "https://example.org/1", "@type": "s:Organization", "s:nmae": "Un"}]}
"""
ORGANIZATION_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:s="https://schema.org/">
<s:Organization rdf:about="https://example.org/1">
  <s:nmae>Un</s:nmae>
</s:Organization>
</rdf:RDF>
"""


def test_the_exit_code_says_whether_anything_is_as_grave_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "un.ttl"
    path.write_text(ORGANIZATION, encoding="utf-8")
    judged = run("validate", path)
    assert judged.returncode == 0
    assert f"warning: {path}:3: https://example.org/1: " in judged.stdout
    assert "info: " not in judged.stdout
    assert "(shape:contract-Organization-form)" in judged.stdout
    assert "https://w3id.org/chantier-es/id/shape/contract-Organization-form" in judged.stderr
    assert run("validate", "--fail-on", "warning", path).returncode == 1
    with_infos = run("validate", "--lang", "en", "--fail-on", "info", path)
    assert with_infos.returncode == 1
    assert f"info: {path}:3: https://example.org/1: The founding date may be added" in (
        with_infos.stdout
    )


def test_the_contract_gives_the_line_of_the_thing_in_other_syntaxes(tmp_path: Path) -> None:
    for name, text in {"un.jsonld": ORGANIZATION_JSON, "un.rdf": ORGANIZATION_XML}.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        judged = run("validate", "--lang", "en", path)
        assert judged.returncode == 1
        said = [row for row in judged.stdout.splitlines() if "Did you mean <https://schema" in row]
        assert [row.partition(": ")[2].partition(": ")[0] for row in said] == [f"{path}:3"]


@pytest.mark.parametrize(("lang", "said"), [("fr", "aucun triplet"), ("en", "no triple")])
def test_a_file_that_holds_nothing_was_not_judged(tmp_path: Path, lang: str, said: str) -> None:
    empty = tmp_path / "vide.ttl"
    empty.write_text("# rien\n", encoding="utf-8")
    ended = run("validate", "--lang", lang, empty)
    assert ended.returncode == 3
    assert said in ended.stderr
