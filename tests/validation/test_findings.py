"""A finding says what is wrong, and where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from chantier.rdf.formats import TURTLE
from chantier.rdf.reading import RdfDocument
from chantier.validation.findings import Finding, located


def test_a_finding_is_placed_where_the_thing_gets_its_type(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    prefixes = "@prefix : <http://e/> . @prefix ces: <https://w3id.org/chantier-es/ns#> ."
    documents = [
        RdfDocument(f"{prefixes}{text}".encode(), TURTLE, "http://e/", path)
        for path, text in (
            (one, "\n<https://example.org/a> :p 1 .\nces:b\n  :p 2 .\n# ces:c a :C\n"),
            (two, "ces:a a :C .\n<https://example.org/a>\n  a  :C ;\n  :p 3 .\n"),
        )
    ]

    def place(focus: str) -> tuple[str, int]:
        finding = Finding("rule", "violation", focus, "", "", "")
        found = located([finding], documents)[0]
        return (found.path.name if found.path else "", found.line)

    assert place("https://example.org/a") == ("two.ttl", 2)
    assert place("https://w3id.org/chantier-es/ns#a") == ("two.ttl", 1)
    assert place("https://w3id.org/chantier-es/ns#b") == ("one.ttl", 3)
    assert place("https://w3id.org/chantier-es/ns#c") == ("", 0)
    assert place("_:b") == ("", 0)


def test_a_sentence_has_the_place_the_thing_the_message_and_the_value() -> None:
    focus = "https://w3id.org/chantier-es/ns#a"
    finding = Finding("rule", "violation", focus, "1", "un peu faux", "slightly wrong")
    assert finding.sentence("fr") == "ces:a: un peu faux [1]"
    placed = replace(finding, value="", path=Path("a.ttl"), line=3)
    assert placed.sentence("en") == "a.ttl:3: ces:a: slightly wrong"
