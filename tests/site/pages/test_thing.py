"""The pages of things: whole, well formed, in the right language, and each fact with its source."""

from __future__ import annotations

import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from chantier.namespaces import BASE, CES, ID, PREFIXES, expand
from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.changelog import Changelog
from support.client import ROOT, Client
from support.page_tree import structure, tree
from support.server import serving

LANGUAGES = ("fr", "en")
SOURCE = (ROOT / "data" / "sources" / "page.txt").read_bytes().decode("utf-8")
SAMPLE = (
    "enonce/mandat-3", "enonce/portrait-comparaison", "enonce/poles-22-2013", "pole/mauricie",
    "region/06", "concept/valeur-equite", "vocabulaire/valeurs", "observation/page-personnes",
    "source/page", "source/gorimouski-2021", "organisation/chantier", "organisation/poles",
    "section/poles", "passage/page-0-13", "attestation/page-titre", "territoire/longueuil",
    "portrait/2016", "cadre/chantier", "shape/AdministrativeRegion",
)  # fmt: skip


@pytest.fixture(scope="module")
def quads(data_dir: Path) -> list[ox.Quad]:
    path = versions.current(data_dir).quads_path
    return list(ox.parse(path=path, format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def things(quads: list[ox.Quad]) -> list[str]:
    subjects = {it.subject.value for it in quads if isinstance(it.subject, ox.NamedNode)}
    return sorted(iri for iri in subjects if iri.startswith(ID))


def objects(quads: list[ox.Quad], subject: str, predicate: str) -> list[ox.Term]:
    node, verb = ox.NamedNode(subject), ox.NamedNode(predicate)
    return [it.object for it in quads if it.subject == node and it.predicate == verb]


def value(quads: list[ox.Quad], subject: str, predicate: str) -> str:
    (found,) = set(objects(quads, subject, predicate))
    return found.value  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def quoting(quads: list[ox.Quad]) -> dict[str, tuple[str, int, int]]:
    """What quotes a passage → the passage, its start and its end."""
    found = {}
    for it in quads:
        if it.predicate.value == f"{PREFIXES['prov']}wasQuotedFrom":
            passage = it.object.value  # type: ignore[union-attr]
            place = f"{passage.replace('/id/passage/', '/id/selecteur/')}-position"
            bounds = [int(value(quads, place, f"{PREFIXES['oa']}{n}")) for n in ("start", "end")]
            found[it.subject.value] = (passage, *bounds)  # type: ignore[union-attr]
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_thing_has_a_page_that_is_well_formed(
    client: Client, things: list[str], language: str
) -> None:
    assert len(things) > 1_200

    def wrong(iri: str) -> list[str]:
        path = f"/{language}/{iri.removeprefix(BASE)}"
        return [f"{path}: {it}" for it in structure(tree(client, path))]

    with ThreadPoolExecutor(4) as pool:
        assert [it for each in pool.map(wrong, things) for it in each] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_quotes_the_source_and_leads_to_its_mark(
    client: Client, quads: list[ox.Quad], quoting: dict[str, tuple[str, int, int]], language: str
) -> None:
    annotated = tree(client, f"/{language}/source/page")
    marks = {it.attributes.get("id"): it for it in annotated.all("mark")}
    statements = [iri for iri in quoting if objects(quads, iri, f"{CES}verbatim")]
    assert len(statements) == 19
    for iri in statements:
        path = f"/{language}/{iri.removeprefix(BASE)}"
        page = tree(client, path)
        (shown,) = page.classed("verbatim")
        assert shown.text in SOURCE
        assert shown.language == "fr"
        _, start, end = quoting[iri]
        anchor = f"char={start},{end}"
        links = {it.attributes["href"] for it in page.all("a")}
        assert f"/{language}/source/page#{anchor}" in links
        assert marks[anchor].text == shown.text == SOURCE[start:end]
        assert path in {it.attributes["href"] for it in marks[anchor].all("a")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("thing", SAMPLE)
def test_every_literal_says_its_language(
    client: Client, quads: list[ox.Quad], thing: str, language: str
) -> None:
    known: dict[str, set[str]] = {}
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and quad.object.language:
            known.setdefault(quad.object.value, set()).add(quad.object.language)
    root = tree(client, f"/{language}/id/{thing}")
    (main,) = root.all("main")
    shown: dict[str, set[str]] = {}
    for element in main.all():
        if not [*element.all()] and element.text.strip() in known:
            shown.setdefault(element.text.strip(), set()).add(element.language)
    interface = {it[language] for it in texts().values()}
    wrong = {
        text: languages
        for text, languages in shown.items()
        if text not in interface and not languages <= known[text]
    }
    assert wrong == {}
    for predicate in ("skos:prefLabel", "skos:altLabel", "skos:definition", "skos:note"):
        for literal in objects(quads, ID + thing, expand(predicate)):
            assert isinstance(literal, ox.Literal)
            assert literal.language in shown.get(literal.value, ()), literal


def texts() -> dict[str, dict[str, str]]:
    path = ROOT / "server/chantier/site/texts.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_an_attested_fact_shows_its_document_date_and_confidence_beside_it(client: Client) -> None:
    root = tree(client, "/fr/id/pole/bas-saint-laurent")
    sources = [it for it in root.classed("source") if "attestation" in it.text.casefold()]
    territory = next(it for it in sources if "gorimouski.com" in it.text)
    assert "2021-11-30" in territory.text
    assert "Confiance" in territory.text
    links = {it.attributes["href"] for it in territory.all("a")}
    assert "/fr/id/source/gorimouski-2021" in links
    assert any(link.startswith("/fr/id/attestation/bas-saint-laurent") for link in links)


def test_every_attestation_is_shown_on_the_page_of_its_subject(
    client: Client, quads: list[ox.Quad]
) -> None:
    subject = ox.NamedNode(f"{PREFIXES['rdf']}subject")
    about: dict[str, set[str]] = {}
    for it in quads:
        if it.predicate == subject:
            attestation = it.subject.value.removeprefix(BASE)  # type: ignore[union-attr]
            about.setdefault(it.object.value, set()).add(attestation)  # type: ignore[union-attr]
    assert sum(map(len, about.values())) > 100
    for iri, attestations in about.items():
        root = tree(client, f"/en/{iri.removeprefix(BASE)}")
        links = {a.attributes["href"] for it in root.classed("source") for a in it.all("a")}
        assert {f"/en/{it}" for it in attestations} <= links, iri


def test_figures_that_disagree_stand_side_by_side_with_their_sources(
    client: Client, quads: list[ox.Quad]
) -> None:
    disagrees = f"{CES}disagreesWith"
    pairs: dict[str, set[str]] = {}
    for it in quads:
        if it.predicate.value == disagrees:
            pairs.setdefault(it.subject.value, set()).add(it.object.value)  # type: ignore[union-attr]
    assert pairs
    for iri, others in pairs.items():
        page = tree(client, f"/fr/{iri.removeprefix(BASE)}")
        rows = [row for table in page.all("table") for row in table.all("tr")][1:]
        linked = [{a.attributes["href"] for a in row.all("a")} for row in rows]
        for each in {iri, *others}:
            (row,) = [links for links in linked if f"/fr/{each.removeprefix(BASE)}" in links]
            stated = value(quads, each, f"{CES}statedIn")
            assert f"/fr/{stated.removeprefix(BASE)}" in row


def test_claims_that_count_the_same_members_stand_side_by_side(client: Client) -> None:
    page = tree(client, "/en/id/enonce/poles-16-2010")
    numbers = [it.text.split()[0] for it in page.all("th") if it.attributes.get("scope") == "row"]
    assert numbers[0] == "16"
    assert {"16", "20", "22"} <= set(numbers)


def test_a_number_is_large_with_its_unit_and_its_hedge(client: Client) -> None:
    french = tree(client, "/fr/id/observation/page-chiffre-affaires")
    english = tree(client, "/en/id/observation/page-chiffre-affaires")
    assert french.classed("number")[0].text == "47\u00a0000\u00a0000\u00a0000\u00a0$"
    assert english.classed("number")[0].text == "$47,000,000,000"
    (source,) = french.classed("source")
    (quoted,) = source.all("blockquote")
    assert quoted.text.strip() in SOURCE


def test_a_region_leads_to_its_poles_and_a_pole_to_its_region(client: Client) -> None:
    region = tree(client, "/fr/id/region/16")
    links = {it.attributes["href"] for it in region.all("a")}
    assert {"/fr/id/pole/longueuil", "/fr/id/pole/vallee-du-haut-saint-laurent"} <= links
    pole = tree(client, "/fr/id/pole/longueuil")
    assert "/fr/id/region/16" in {it.attributes["href"] for it in pole.all("a")}


def test_what_points_here_beyond_the_first_is_a_link_away(client: Client) -> None:
    root = tree(client, "/en/id/source/page")
    more = [it.attributes["href"] for it in root.all("a") if "fragments?" in it.attributes["href"]]
    assert more
    for path in more:
        assert client.get(path, "text/html").status == 200


def published(data_dir: Path, turtle: str) -> str:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    graph = ox.NamedNode("http://e/g")
    triples = ox.parse(prefixes + turtle, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    lines = canonical_lines(ox.Quad(*it.triple, graph) for it in triples)
    version = versions.publish(data_dir, versions.Draft(lines, "", "", "test", 1_000_000))
    Changelog(data_dir).catch_up(version)
    return version.manifest.id


def test_a_withdrawn_thing_is_gone_and_its_page_says_since_when(tmp_path: Path) -> None:
    data_dir, kept = tmp_path / "var", 'id:kept skos:prefLabel "kept" .'
    published(data_dir, f"{kept} id:gone ces:p 1 .")
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        tree(client, "/en/id/gone")
        version, deadline = published(data_dir, kept), time.monotonic() + 20
        while client.get("/healthz").json["version"] != version:
            assert time.monotonic() < deadline
        root = tree(client, "/en/id/gone", 410)
        assert "was withdrawn from the graph on" in root.text
        assert "a été retiré" not in root.text


def test_blank_nodes_that_lead_to_themselves_are_told_of_once(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    published(data_dir, "id:a ces:p _:x . _:x ces:p _:y , _:x . _:y ces:p _:x ; ces:q 7 .")
    with serving(data_dir, CHANTIER_WORKERS="1") as client:
        assert "7" in tree(client, "/fr/id/a").text


def test_what_is_derived_is_shown_once_and_apart_from_what_is_written(client: Client) -> None:
    page = client.get("/fr/id/pole/longueuil").text
    derived = page.partition("Ce qui s’en déduit")[2]
    derived = derived.partition("</details>")[0]
    assert "Aucune source ne le dit en ces termes" in derived
    assert "Montérégie" in derived  # the region of its territory
    assert page.count("Ce qui s’en déduit") == 1
    assert "graph/inferred" not in page  # it is no graph that describes the pole
