"""The contract: what it refuses in the files of partners, where, and what it proposes instead."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chantier.build import source_lines
from chantier.namespaces import CES, ID, PREFIXES, compact
from chantier.rdf.formats import TURTLE
from chantier.rdf.nquads import quad_lines
from chantier.rdf.reading import RdfDocument, read_graph
from chantier.rdf.terms import in_graph
from chantier.settings import Settings
from chantier.validation import contract
from chantier.validation.findings import Finding
from chantier.validation.known_names import KnownNames
from chantier.validation.lookalikes import right_date
from chantier.validation.spelling import distance, nearest
from chantier.validation.vocabulary_terms import Role
from support.client import ROOT, run

FILES = Path(__file__).with_name("contract")
SCHEMA = PREFIXES["schema"]
MISTAKES = {
    "adresse-en-texte": ("iri", ""),
    "ancien-schema": ("namespace", f"<{SCHEMA}>"),
    "barre-pour-diese": ("namespace", f"<{CES}>"),
    "classe-a-la-barre": ("term", f"<{CES}SocialEconomyEnterprise>"),
    "classe-en-francais": ("term", f"<{CES}SocialEconomyEnterprise>"),
    "classe-en-propriete": ("term", ""),
    "classe-mal-ecrite": ("term", f"<{PREFIXES['org']}Organization>"),
    "classe-par-un-mot": ("term", f"<{CES}SocialEconomyEnterprise>"),
    "concept-inexistant": ("link", f"<{ID}concept/economie-solidaire>"),
    "date-a-barres": ("Dates-value", '"2004-03-12"^^xsd:date'),
    "date-approchee": ("Dates-value", '"1998"^^xsd:gYear'),
    "editeur-en-texte": ("text", ""),
    "emplois-negatifs": ("Employees-value", ""),
    "en-crochets": ("term", f"<{SCHEMA}addressLocality>"),
    "finalite-en-texte": ("text", f"<{ID}concept/vitalite-des-communautes>"),
    "forme-en-texte": ("LegalForm-value", f"<{ID}concept/forme-cooperative>"),
    "identite": ("SameAs-foreign", "skos:exactMatch"),
    "jeu-sans-licence": ("Dataset-licence", ""),
    "neq-avec-espaces": ("Neq-value", '"1170000002"'),
    "neq-en-exposant": ("Neq-value", ""),
    "page-au-lieu-de-la-chose": ("address", f"<{ID}pole/mauricie>"),
    "personne": ("Person-type", ""),
    "pole-du-pole": ("Accompanied-by", f"<{ID}pole/estrie>"),
    "pole-en-http": ("address", f"<{ID}pole/mauricie>"),
    "pole-en-texte": ("text", f"<{ID}pole/estrie>"),
    "pole-inexistant": ("Accompanied-by", f"<{ID}pole/mauricie>"),
    "prefixe-partout": ("namespace", f"<{SCHEMA}>"),
    "propriete-de-classe": ("term", ""),
    "propriete-en-classe": ("term", ""),
    "propriete-mal-ecrite": ("term", f"<{SCHEMA}name>"),
    "region-inexistante": ("AreaServed-value", f"<{ID}region/05>"),
    "region-iri-en-texte": ("iri", ""),
    "revenus-en-texte": ("text", ""),
    "sans-region": ("Organization-region", ""),
    "sans-type": ("Described-type", ""),
    "scian-en-texte": ("text", f"<{ID}concept/scian-62>"),
    "siege-en-texte": ("text", ""),
    "site-en-texte": ("text", ""),
    "skos-sans-core": ("namespace", f"<{PREFIXES['skos']}>"),
    "sujet-en-texte": ("text", f"<{ID}concept/economie-solidaire>"),
    "territoire-en-texte": ("AreaServed-value", f"<{ID}region/05>"),
    "tous-secteurs": ("Organization-one-kind", ""),
    "toutes-formes": ("Organization-one-kind", ""),
    "type-en-texte": ("text", ""),
    "type-inconnu-de-donnee": ("term", f"<{PREFIXES['xsd']}gYear>"),
}
"""File → the rule that it breaks, and what is proposed instead."""
HEAD = """\
@prefix c: <https://w3id.org/chantier-es/id/concept/> .
@prefix ces: <https://w3id.org/chantier-es/ns#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix region: <https://w3id.org/chantier-es/id/region/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@cache
def kept() -> list[bytes]:
    return list(source_lines(Settings().sources))


def guests(turtle: str) -> list[bytes]:
    document = RdfDocument((HEAD + turtle).encode(), TURTLE, "https://exemple.org/id/")
    return quad_lines(in_graph(list(read_graph(document, None)), "https://exemple.org/graphe"))


def judged(turtle: str, *, thorough: bool = True) -> list[Finding]:
    return contract.judge(guests(turtle), kept(), thorough=thorough).findings


def violations(turtle: str) -> list[tuple[str, str]]:
    found = judged(turtle, thorough=False)
    return [(compact(item.rule).removeprefix("shape:contract-"), item.value) for item in found]


def enterprises(count: int, language: str = "fr") -> str:
    return "\n".join(
        f"<{number}> a ces:SocialEconomyEnterprise ;"
        f' skos:prefLabel "Coopérative numéro {number}"@{language} ;'
        f" schema:areaServed region:{number % 17 + 1:02d} ;"
        f' ces:neq "{1_170_000_000 + number}" ; ces:legalForm c:forme-cooperative ;'
        f" org:hasPrimarySite <siege/{number}> ."
        f' <siege/{number}> a org:Site ; vcard:locality "Alma" .'
        for number in range(count)
    )


@pytest.fixture(scope="module")
def found() -> dict[str, list[dict[str, Any]]]:
    """What one run finds in all the files, by file."""
    ended = run("validate", "-f", "json", *sorted(FILES.glob("*.ttl")))
    assert ended.returncode == 1, ended.stderr
    rows = json.loads(ended.stdout)
    assert all(row["path"] for row in rows), [row for row in rows if not row["path"]]
    return {
        name: [
            row for row in rows if Path(row["path"]).stem == name and row["severity"] == "violation"
        ]
        for name in MISTAKES
    }


@pytest.mark.parametrize("name", MISTAKES)
def test_each_kind_of_mistake_is_found_at_its_line_with_what_was_meant(
    found: dict[str, list[dict[str, Any]]], name: str
) -> None:
    rule, correction = MISTAKES[name]
    lines = (FILES / f"{name}.ttl").read_text("utf-8").splitlines()
    marked = next(number for number, line in enumerate(lines, start=1) if line.endswith("# ici"))
    rows = [row for row in found[name] if compact(row["rule"]) == f"shape:contract-{rule}"]
    assert [(row["line"], row["correction"]) for row in rows] == [(marked, correction)]
    assert all(row["message_fr"] and row["message_en"] for row in rows)


def test_a_wrong_namespace_is_said_once_with_the_number_of_its_statements(
    found: dict[str, list[dict[str, Any]]],
) -> None:
    [row] = found["prefixe-partout"]
    assert row["value"] == "http://schema.org/"
    assert row["message_fr"].endswith(" Énoncés touchés\u00a0: 3.")
    assert row["message_en"].endswith(" Statements concerned: 3.")


def test_an_iri_written_as_a_text_is_said_to_be_one_and_only_once(tmp_path: Path) -> None:
    path = tmp_path / "une.jsonld"
    thing = {
        "@id": "https://exemple.org/id/1",
        "@type": f"{CES}SocialEconomyEnterprise",
        f"{PREFIXES['skos']}prefLabel": {"@value": "Coop", "@language": "fr"},
        f"{SCHEMA}areaServed": [{"@id": f"{ID}region/06"}, f"{ID}region/05"],
    }
    path.write_text(json.dumps(thing), encoding="utf-8")
    ended = run("validate", "--lang", "en", path)
    [said] = [row for row in ended.stdout.splitlines() if row.startswith("violation")]
    assert '{"@id": "https://…"} in JSON-LD. [https://w3id.org/chantier-es/id/region/05] (' in said


def test_a_text_where_a_thing_is_meant_silences_no_warning() -> None:
    turtle = """<1> a ces:SocialEconomyEnterprise ; skos:prefLabel "Coop"@fr ;
      schema:areaServed region:05 ; foaf:homepage "www.exemple.org" ; ces:servesAim "vitalité" ;
      ces:legalForm "coop" ; ces:activitySector "culture" ."""
    mild = {item.rule.rpartition("-")[2] for item in judged(turtle) if item.severity != "violation"}
    assert {"website", "aim", "form", "sector"} <= mild


def test_what_has_neither_name_nor_area_nor_number_needs_no_type() -> None:
    turtle = """<1> a ces:SocialEconomyEnterprise ; skos:prefLabel "Coop"@fr ;
      schema:areaServed region:05 ; org:hasPrimarySite <siege> ;
      schema:address [ schema:addressLocality "Alma" ] .
    <siege> vcard:locality "Alma" ."""
    assert violations(turtle) == []


def test_every_term_of_ours_is_known_for_what_it_is() -> None:
    terms = KnownNames(kept(), []).terms
    uses: list[tuple[str, Role, Role]] = [
        ("RegionalPole", "class", "property"),
        ("servesAim", "property", "class"),
    ]
    for name, use, other in uses:
        assert not terms.lacks(CES, name, use)
        assert terms.lacks(CES, name, other)
    for said in ("Entreprise", "Enterprise", "EntrepriseEconomieSociale"):
        assert terms.nearest(CES, said, "class") == f"{CES}SocialEconomyEnterprise"
    assert terms.nearest(CES, "poleRegional", "class") == f"{CES}RegionalPole"
    assert terms.nearest(CES, "poleRegional", "property") == ""


def test_a_blank_node_is_named_as_one_with_or_without_its_place() -> None:
    found = judged("<1> a schema:Organization ; ces:accompaniedBy [] . [] schema:name 'x'@fr .")
    said = [item.sentence("en") for item in found if "_:" in item.focus + item.value]
    assert len(said) >= 2
    assert all("blank node" in each and "_:" not in each for each in said)


def test_every_file_of_a_mistake_is_in_the_table() -> None:
    assert {path.stem for path in FILES.glob("*.ttl")} == set(MISTAKES)


@pytest.mark.parametrize("language", ["fr", "fr-CA"])
def test_three_hundred_enterprises_with_french_names_only_break_nothing(language: str) -> None:
    turtle = enterprises(300, language)
    assert violations(turtle) == []
    warned = {item.rule.rpartition("-")[2] for item in judged(turtle) if item.severity == "warning"}
    assert warned == {"sector", "website"}  # and none of the language of a name


def test_an_untagged_name_is_a_warning_and_no_name_a_violation() -> None:
    unnamed = "<1> a schema:Organization ; schema:areaServed region:05 ."
    assert ("Organization-name", "") in [(rule, "") for rule, _ in violations(unnamed)]
    untagged = unnamed.replace("a schema", 'schema:name "Coop" ; a schema')
    assert violations(untagged) == []
    rules = {compact(item.rule) for item in judged(untagged)}
    assert "shape:contract-Organization-language" in rules


def test_a_partners_own_publisher_needs_no_region_and_is_not_asked_for_more() -> None:
    turtle = """<jeu> a dcat:Dataset ; dcterms:publisher <nous> ;
      dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
    <nous> a org:Organization, foaf:Organization ; foaf:name "Notre pôle"@fr ."""
    assert [item.sentence("en") for item in judged(turtle)] == []


def test_the_example_of_the_linking_page_conforms() -> None:
    page = (ROOT / "docs" / "linking.md").read_text("utf-8")
    for example in re.findall(r"```turtle\n(.*?)```", page, re.DOTALL):
        assert violations(example) == []


def test_two_files_together_may_not_share_a_number(tmp_path: Path) -> None:
    text = f"{HEAD}<https://exemple.org/id/N> a ces:SocialEconomyEnterprise ;\n"
    text += '  skos:prefLabel "N"@fr ; schema:areaServed region:05 ;\n  ces:neq "1170000000" .\n'
    paths = [tmp_path / "un.ttl", tmp_path / "deux.ttl"]
    for path in paths:
        path.write_text(text.replace("N>", f"{path.stem}>"), encoding="utf-8")
        assert run("validate", path).returncode == 0
    ended = run("validate", "--lang", "en", *paths)
    assert ended.returncode == 1
    line = text.splitlines().index('  ces:neq "1170000000" .') + 1
    for path, other in (paths, reversed(paths)):
        said = f"violation: {path}:{line}: https://exemple.org/id/{path.stem}: Two enterprises"
        row = next(row for row in ended.stdout.splitlines() if row.startswith(said))
        assert f"[https://exemple.org/id/{other.stem}]" in row
        assert "(shape:contract-Neq-unique)" in row


def homonym(number: int, name: str, place: str, by: str = "skos:prefLabel") -> str:
    return (
        f"<{number}> a ces:SocialEconomyEnterprise ; {by} {name} ;"
        f" schema:areaServed region:05 ; schema:address [ schema:addressLocality {place} ] ."
    )


def shared(turtle: str) -> dict[str, str]:
    rows = [item for item in judged(turtle) if item.rule.endswith("contract-homonym")]
    assert all(item.severity == "violation" and item.message_fr for item in rows)
    return {item.focus.rpartition("/")[2]: item.value.rpartition("/")[2] for item in rows}


@pytest.mark.parametrize(
    ("name", "place", "by"),
    [
        ('"La Ruche"@fr', '"Magog"', "skos:prefLabel"),
        ('"La Ruche"@fr-CA', '"Magog"@fr', "skos:prefLabel"),
        ('"LA RUCHE"', '"MAGOG "', "schema:name"),
        ('"La Rûche"@fr', '"Mâgog"', "schema:legalName"),
    ],
)
def test_a_name_is_borne_once_in_a_municipality(name: str, place: str, by: str) -> None:
    first = homonym(1, '"La Ruche"@fr', '"Magog"')
    assert shared(first + homonym(2, name, place, by)) == {"1": "2", "2": "1"}
    assert shared(first + homonym(2, name, '"Orford"', by)) == {}
    assert shared(first + homonym(2, '"Le Rucher"@fr', place, by)) == {}
    seat = """<2> a org:Organization ; skos:prefLabel "La Ruche"@fr ; schema:areaServed region:05 ;
      org:hasPrimarySite [ a org:Site ; org:siteAddress [ vcard:locality "Magog" ] ] ."""
    assert shared(first + seat) == {"1": "2", "2": "1"}


def test_a_name_that_many_bear_is_looked_up_once_for_each() -> None:
    many = "".join(homonym(n, '"Coop"@fr', f'"Lieu {n // 2}"') for n in range(3_000))
    assert len(shared(many)) == 3_000


def test_what_is_ours_is_never_judged_by_the_contract() -> None:
    pole = f"<{ID}pole/mauricie> a schema:Organization ."
    assert violations(pole) == []
    assert violations(pole.replace("mauricie>", "nouveau>")) != []


def test_a_rule_of_the_house_is_not_the_contracts() -> None:
    concept = '<un> a skos:Concept ; skos:prefLabel "Un"@fr ; dcterms:relation <deux> .'
    assert [item.rule for item in judged(concept)] == []


def test_nothing_is_judged_where_there_is_no_contract() -> None:
    without = [line for line in kept() if not contract.is_contract(line)]
    assert contract.judge(guests("<1> a schema:Person ."), without).findings == []


def test_an_unknown_term_without_a_likeness_is_only_a_warning() -> None:
    found = judged("<1> schema:zzzzzzzz 1 ; <https://autre.example/ns#zz> 2 .")
    assert [(compact(item.rule), item.severity) for item in found] == [
        ("shape:contract-unknown-term", "warning")
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2004/03/12", '"2004-03-12"^^xsd:date'),
        ("1998-03-12T00:00:00", '"1998-03-12"^^xsd:date'),
        ("2004-3-2", '"2004-03-02"^^xsd:date'),
        ("31/12/1999", '"1999-12-31"^^xsd:date'),
        ("12/31/1999", '"1999-12-31"^^xsd:date'),
        ("03/04/1999", ""),
        ("2004-02-30", ""),
        ("vers 1998", '"1998"^^xsd:gYear'),
        ("1998 ou 1999", ""),
        ("bientôt", ""),
    ],
)
def test_a_date_is_proposed_only_where_it_has_one_reading(text: str, meant: str) -> None:
    assert right_date(text) == meant


@pytest.mark.parametrize(
    ("first", "second", "letters"),
    [("nmae", "name", 1), ("name", "name", 0), ("neq", "names", 3), ("a", "abcdef", 3)],
)
def test_letters_swapped_count_once(first: str, second: str, letters: int) -> None:
    assert distance(first, second, 2) == letters


def test_a_short_name_is_like_another_at_one_letter_only() -> None:
    assert nearest("neqq", ["neq", "naq"]) == "neq"
    assert nearest("abcd", ["neq"]) == ""


def test_things_of_ours_are_known_by_name_code_and_address() -> None:
    names = KnownNames(kept(), [])
    regions = (f"{ID}region/",)
    for said in ("Estrie", "estrie", "5", "05", f"{ID}region/estrie"):
        assert names.meant(regions, said) == f"{ID}region/05", said
    for said in ("Ontario", "18", f"{ID}region/99", "L"):
        assert names.meant(regions, said) == "", said
    forms = (f"{ID}vocabulaire/formes-juridiques",)
    assert names.meant(forms, f"{ID}concept/forme-coop") == f"{ID}concept/forme-cooperative"
    assert names.corrected_address("http://w3id.org/chantier-es/doc/region/05.ttl") == (
        f"{ID}region/05"
    )
    assert names.corrected_address(f"{ID}region/05") == ""
    assert names.corrected_address("https://exemple.org/id/region/05") == ""


def test_the_report_in_turtle_holds_what_no_shape_found() -> None:
    path = FILES / "propriete-mal-ecrite.ttl"
    ended = run("validate", "-f", "turtle", path)
    assert ended.returncode == 1
    assert "shape/contract-term>" in ended.stdout
    assert "Did you mean <https://schema.org/name>?" in ended.stdout


def test_the_contract_has_a_version_and_every_message_in_two_languages() -> None:
    text = (ROOT / "shapes" / "partner" / "contract.ttl").read_text("utf-8")
    assert re.search(r'owl:versionInfo "[0-9]+\.[0-9]+\.[0-9]+"', text)
