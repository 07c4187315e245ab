"""The first questions of a newcomer, listed in ``docs/ontology.md``, have the answers expected."""

from __future__ import annotations

import csv
import io
import re

import pytest

from chantier.namespaces import ID, PREFIXES
from chantier.query.sparql.scanner import read
from support.client import ROOT, Client

Row = dict[str, str]
SECTION = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8").split("## First questions")[1]
QUESTIONS = dict(
    re.findall(r"\*\*(.+?)\*\*\n\n```sparql\n(.*?)\n```", SECTION.split("\n## ")[0], re.DOTALL)
)


def answer(client: Client, title: str) -> list[Row]:
    """The solutions, terms under ``/id/`` without their beginning."""
    text = QUESTIONS[title]
    prologue = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in read(text).undeclared)
    found = client.query(prologue + text)
    assert found.status == 200, found.text
    rows = csv.DictReader(io.StringIO(found.text))
    return [{name: value.removeprefix(ID) for name, value in row.items()} for row in rows]


def values(rows: list[Row], name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows))


@pytest.mark.parametrize("title", QUESTIONS)
def test_a_first_question_takes_three_lines_and_has_an_answer(client: Client, title: str) -> None:
    assert len(QUESTIONS[title].splitlines()) <= 3
    assert answer(client, title)


def test_there_are_ten_or_more() -> None:
    assert len(QUESTIONS) >= 10


def test_all_statements_are_found_with_their_texts_in_both_languages(client: Client) -> None:
    rows = answer(client, "Statements, of all kinds, with their text")
    assert len(values(rows, "statement")) == 19
    assert len(rows) == 38
    kinds = answer(client, "How many statements of each kind")
    counts = {row["kind"].rpartition("#")[2]: int(row["statements"]) for row in kinds}
    assert counts["Statement"] == 19
    assert counts["StrategicStatement"] == 15
    five = ("Vision", "Mission", "Mandate", "StrategicAxis", "RoleStatement")
    assert [counts[kind] for kind in five] == [2, 1, 4, 5, 3]


def test_the_purposes_of_the_chantier_are_its_vision_mission_mandates_axes_and_role(
    client: Client,
) -> None:
    purposes = set(values(answer(client, "What the Chantier is for"), "purpose"))
    numbered = [("vision", 2), ("mandat", 4), ("axe", 5)]
    expected = {f"enonce/{kind}-{n + 1}" for kind, count in numbered for n in range(count)}
    assert purposes == expected | {"enonce/mission", "enonce/role-chantier"}


def test_the_chantier_is_among_the_organizations_and_has_its_name(client: Client) -> None:
    rows = answer(client, "Organizations, by name")
    names = {row["name"] for row in rows if row["organization"] == "organisation/chantier"}
    assert names == {"Chantier de l’économie sociale"}
    found = set(values(rows, "organization"))
    assert {"organisation/poles", "pole/mauricie", "organisation/isq"} <= found
    assert len(found) == 44


def test_things_are_found_by_their_names(client: Client) -> None:
    assert values(answer(client, "The name of a region, by `rdfs:label`"), "name") == ["Montérégie"]
    straight = answer(client, "A thing, by a name typed with a straight apostrophe")
    assert values(straight, "thing") == ["organisation/chantier"]


def test_enterprises_are_counted_for_quebec_and_by_region(client: Client) -> None:
    rows = answer(client, "Enterprises in Québec, year by year")
    assert [tuple(row.values()) for row in rows] == [("2016", "11200"), ("2022", "11360")]
    regions = answer(client, "Enterprises by region, where a source says so")
    latest = {row["region"]: (row["year"], row["enterprises"]) for row in regions}
    assert latest["region/12"] == ("2016", "650")
    assert latest["region/08"] == ("2022", "320")
    assert latest["region/02"] == ("2005", "496")


def test_poles_are_found_by_region_and_with_their_websites(client: Client) -> None:
    poles = answer(client, "Poles of a region, by `schema:areaServed`")
    assert set(values(poles, "pole")) == {
        "pole/longueuil",
        "pole/monteregie-est",
        "pole/vallee-du-haut-saint-laurent",
    }
    sites = {row["pole"]: row["site"] for row in answer(client, "Websites of the poles")}
    assert sites["pole/estrie"].rstrip("/").endswith("economiesocialeestrie.ca")


def test_what_was_not_found_is_said_to_be_unknown(client: Client) -> None:
    gaps = answer(client, "What was looked for and not found")
    about = {(row["gap"], row["thing"]) for row in gaps}
    assert ("lacune/adresse-du-chantier", "site/chantier") in about
    assert ("lacune/liste-des-22-poles", "organisation/poles") in about
    assert len({gap for gap, _ in about}) == 5
