"""Texts that readers see are written as Québec writes French and Canada writes English.

French: a no-break space before a colon and inside guillemets, none before ; ? and !, a typographic
apostrophe. English: “organization”. What is quoted to the letter is left as it is printed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from rdflib import Graph, Literal, Namespace, Node

ROOT = Path(__file__).parents[2]
CES = Namespace("https://w3id.org/chantier-es/ns#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
TURTLE = sorted(
    path
    for folder in ("data", "ontology", "shapes")
    for path in (ROOT / folder).rglob("*.ttl")
    if "versions" not in path.parts  # as they were published
)
QUOTED = {CES.statementText, CES.horizon}
"""What is taken from a document word for word, where the subject has a `ces:verbatim`."""
TO_FIND_BY = SKOS.hiddenLabel
"""No text for readers: what they may type."""
HEADER = re.compile(r"#\+ ([\w-]+): (.*)")
BLANKS = "[ \u00a0\u202f]"
FRENCH_FAULTS = {
    "a colon without its no-break space": re.compile(r"[ \u202f]:(?=\s|$)"),
    "a guillemet without its no-break space": re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"),
    "a space before ; ? or !": re.compile(rf"(?<=[\w»)\]…]){BLANKS}+[;?!](?=[\s»)]|$)"),
    "a straight apostrophe": re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ«])"),
}
ENGLISH_FAULT = re.compile(
    r"organis(?!ation:[\w…]|ation/|ational-structure|ations?\.ttl)", re.IGNORECASE
)


class Text(NamedTuple):
    """A text, and where it stands."""

    place: str
    language: str
    words: str


def is_quoted(graph: Graph, subject: Node, predicate: Node) -> bool:
    return predicate in QUOTED and (subject, CES.verbatim, None) in graph


def of_turtle(path: Path) -> Iterator[Text]:
    graph = Graph().parse(path)
    for subject, predicate, value in graph:
        if not isinstance(value, Literal) or value.language not in {"fr", "en"}:
            continue
        if is_quoted(graph, subject, predicate) or predicate == TO_FIND_BY:
            continue
        yield Text(f"{path.name} {subject} {predicate}", value.language, str(value))


def of_queries() -> Iterator[Text]:
    for path in sorted((ROOT / "queries").rglob("*.rq")):
        for name, text in HEADER.findall(path.read_text(encoding="utf-8")):
            if name in {"summary-fr", "mend-fr"}:
                yield Text(path.name, "fr", text)
            elif name in {"summary", "mend"}:
                yield Text(path.name, "en", text)
            elif name == "parameter":
                french, english = text.split(" ", 2)[2].split(" | ")
                yield Text(path.name, "fr", french)
                yield Text(path.name, "en", english)


def of_interface() -> Iterator[Text]:
    file = ROOT / "server" / "chantier" / "site" / "texts.toml"
    for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for language, text in entry.items():
            yield Text(f"{file.name} {name}", language, text)


def french_faults(text: str) -> list[str]:
    return [fault for fault, pattern in FRENCH_FAULTS.items() if pattern.search(text)]


def wrong_english(texts: Iterator[Text]) -> list[Text]:
    return [text for text in texts if text.language == "en" and ENGLISH_FAULT.search(text.words)]


def wrong_french(texts: Iterator[Text]) -> list[tuple[Text, list[str]]]:
    french = (text for text in texts if text.language == "fr")
    return [(text, found) for text in french if (found := french_faults(text.words))]


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_french_of_the_graph_is_typeset_as_in_quebec(path: Path) -> None:
    assert wrong_french(of_turtle(path)) == []


def test_the_french_of_queries_and_pages_is_typeset_as_in_quebec() -> None:
    assert wrong_french(of_queries()) == []
    assert wrong_french(of_interface()) == []


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_english_of_the_graph_writes_organization(path: Path) -> None:
    assert wrong_english(of_turtle(path)) == []


def test_the_english_of_queries_and_pages_writes_organization() -> None:
    assert wrong_english(of_queries()) == []
    assert wrong_english(of_interface()) == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Limites\u00a0: « left »", 1),
        ("Limites : aucune", 1),
        ("Quoi\u00a0?", 1),
        ("L'économie", 1),
        ("Voir\u00a0: «\u00a0l’économie\u00a0»; puis ces:action, ?focus, #char=1,2?", 0),
    ],
)
def test_the_look_at_french_finds_what_is_wrong_and_nothing_else(text: str, faults: int) -> None:
    assert len(french_faults(text)) == faults


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("An organisation of its own", True),
        ("Organisations: all", True),
        ("organization, written organisation:risq or org:Organization", False),
    ],
)
def test_the_look_at_english_leaves_names_of_things_alone(text: str, wrong: bool) -> None:
    assert bool(ENGLISH_FAULT.search(text)) == wrong
