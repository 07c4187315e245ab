"""A partner's token changes nothing of what the site says of itself and of our things.

Two doors are closed: what such a token may write, and what pages make of a graph that says it all
the same, as a graph of before may.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from chantier.namespaces import CES, GRAPH, ID
from chantier.rdf.nquads import line_graph, split_line
from chantier.settings import Settings
from chantier.site.app import create_app
from chantier.store.authority import Authority
from chantier.store.sorted_lines import SortedLines
from chantier.store.sources import BOUNDARIES
from chantier.store.versions import current, current_id
from chantier.updates import tokens
from chantier.updates.perform import perform
from chantier.updates.request import Kind, Part, WriteRequest
from chantier.updates.rights import Rights
from chantier.updates.tokens import Token
from support.partners import (
    CASINO,
    DESCRIPTION,
    HOSTILE,
    MAURICIE,
    REGION,
    SCOPE,
    SPACE,
    our_classes,
    our_properties,
    our_things,
    without_others,
)
from support.writers import Writer, own_copy, store, writing

ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OWN = f"<{CASINO}> <{LABEL}> 'Casino'@fr, 'Casino'@en ; <http://e/near> <{REGION}> ."
NAMES = f"/questions/rapprocher-un-nom?nom={quote(HOSTILE)}"
QUOTED = f"<{ALT_LABEL}> '{HOSTILE}'@fr"
SAID = f"<{MAURICIE}> {QUOTED}"
FORM = (
    b"--x\r\nContent-Disposition: form-data; name=a; filename=a.ttl\r\n"
    b"Content-Type: text/turtle\r\n\r\n%b\r\n--x--\r\n"
)
POLES = f"{GRAPH}data/poles"
QUESTIONS = sorted(
    file.stem for file in (Settings().sources / "queries" / "questions").glob("*.rq")
)
COUNTING = {"vocabulaires", "libelles-manquants", "service-sparql"}


@pytest.fixture(scope="module", params=["false", "true"], ids=["gate off", "gate on"])
def partner(
    request: pytest.FixtureRequest, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Writer]:
    place = own_copy(data_dir, tmp_path_factory.mktemp("partner"))
    with writing(place, SCOPE, CHANTIER_SHACL_GATE=request.param) as writer:
        yield writer


def in_graph(statements: str) -> str:
    return f"GRAPH <{SPACE}> {{ {statements} }}"


UPDATES = {
    "INSERT DATA": f"INSERT DATA {{ {in_graph(SAID)} }}",
    "INSERT WHERE": f"INSERT {{ {in_graph(f'?pole {QUOTED}')} }}"
    f" WHERE {{ GRAPH ?g {{ ?pole a ?class }} FILTER (?pole = <{MAURICIE}>) }}",
    "DELETE INSERT": f"WITH <{SPACE}> DELETE {{ ?a ?b ?c }} INSERT {{ {SAID} }}"
    f" USING <{SPACE}> WHERE {{ OPTIONAL {{ ?a ?b ?c }} }}",
    "several": f"INSERT DATA {{ {in_graph('[] <http://e/p> 1')} }} ;"
    f" INSERT DATA {{ {in_graph(SAID)} }}",
    **{
        name: f"{name} GRAPH <{POLES}> TO GRAPH <{SPACE}>"
        for name in ("COPY", "ADD", "COPY SILENT", "ADD SILENT")
    },
    "a blank node of ours": f"INSERT {{ {in_graph(f'?node {QUOTED}')} }}"
    " WHERE { GRAPH ?g { ?s ?p ?node } FILTER (ISBLANK(?node)) }",
    "one of ours": f"INSERT DATA {{ {in_graph(f'<{CASINO}> a <{CES}RegionalPole>')} }}",
}


@pytest.mark.parametrize("form", UPDATES)
def test_no_update_of_a_partner_says_anything_of_our_things(partner: Writer, form: str) -> None:
    before = current_id(partner.data_dir)
    answer = partner.update(UPDATES[form])
    assert answer.status == 403, answer.text
    assert current_id(partner.data_dir) == before
    assert "n’écrit que sur des choses à lui" in answer.json["detail"]
    assert "writes about its own things only" in answer.json["detail"]


def test_nor_does_a_move(partner: Writer) -> None:
    assert partner.update(f"MOVE GRAPH <{POLES}> TO GRAPH <{SPACE}>").status == 409


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("address", [store(SPACE), "/graph/partenaire/casino"])
@pytest.mark.parametrize("form", [False, True])
def test_no_graph_that_a_partner_sends_says_anything_of_our_things(
    partner: Writer, method: str, address: str, *, form: bool
) -> None:
    before = current_id(partner.data_dir)
    body = f"{OWN} {SAID} .".encode()
    body, media_type = (FORM % body, "multipart/form-data; boundary=x") if form else (body, "")
    answer = partner.send(method, address, body, {"Content-Type": media_type or "text/turtle"})
    assert answer.status == 403, answer.text
    assert current_id(partner.data_dir) == before
    detail = answer.json["detail"]
    assert f'<{MAURICIE}> <{ALT_LABEL}> "{HOSTILE}"@fr .' in detail  # the line
    assert "the subject is an address of the project" in detail  # and the rule


def test_the_graph_of_the_boundaries_is_no_partners(data_dir: Path, tmp_path: Path) -> None:
    with writing(own_copy(data_dir, tmp_path), f"{GRAPH}*") as writer:
        assert writer.put(BOUNDARIES, OWN).status == 403


@pytest.fixture(scope="module")
def settings(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = own_copy(data_dir, tmp_path_factory.mktemp("before"))
    tokens.create(place, "equipe", ["*"])
    tokens.create(place, "partenaire", [SCOPE])
    return Settings(data_dir=place, writes=True, shacl_gate=False)


def put(settings: Settings, token: str, turtle: str) -> None:
    parts = (Part("turtle", turtle.encode()),)
    perform(settings, WriteRequest(Kind.REPLACE, token, SPACE, parts), lambda _: None)


def addresses(things: list[str]) -> list[str]:
    """Of every kind of page and document, and of each thing its page and its documents."""
    known = (thing for thing in things if "#" not in thing and not thing.endswith("/nouveau"))
    own = [thing.removeprefix(ID) for thing in known if thing.startswith(ID)]
    return [
        *("/fr/", "/en/", "/fr/chiffres", "/fr/explorer", "/fr/ontologie", "/fr/relier"),
        *("/fr/questions", "/fr/donnees", "/fr/source/page", "/fr/catalog", "/fr/dataset"),
        *("/fr/explorer?type=poles", "/fr/explorer?type=regions", "/fr/recherche?q=pole"),
        *("/fr/recherche?q=ferme", "/fr/explorer?q=casino", "/completions.json", "/context.jsonld"),
        *("/catalog.nt", "/dataset.nt", "/void.nt", "/sparql-service.nt", "/ns.nt", "/sitemap.xml"),
        *("/cite/dataset.bib", "/linkset/dataset", "/opensearch.xml", "/fragments-service.nt"),
        *(
            address
            for name in own
            for address in (f"/fr/id/{name}", f"/doc/{name}.nq", f"/linkset/id/{name}")
        ),
        *(f"/cite/id/{name}.json" for name in ("pole/mauricie", "region/06")),
    ]


def seen(client: FlaskClient, address: str) -> str:
    """An answer without what every write changes: sizes, dates, ids, the part of others."""
    text = without_others(client.get(address).get_data(as_text=True))
    text = re.sub(r"\b[0-9a-f]{12,64}\b|2026-\d\d-\d\dT[0-9:.+Z]*", "", text)
    text = re.sub(r"[\d\s,]+(quadruplets|quads)[^<]*", "", text)
    if address.endswith((".nt", ".nq")):  # what counts the graphs of all, and names blank nodes
        changing = re.compile(
            r"_:|/ns/void#|/dataset#|nteger>|/graph/(?:journal|inferred/)|chantier-es/version/|spdx"
        )
        return "\n".join(sorted(line for line in text.splitlines() if not changing.search(line)))
    return re.sub(r"\s+", " ", text)


def test_what_an_older_graph_says_of_our_things_changes_no_page_and_no_document(
    settings: Settings,
) -> None:
    put(settings, "partenaire", OWN)
    things = our_things(settings.data_dir)
    properties, classes = our_properties(settings.data_dir), our_classes(settings.data_dir)
    pages = create_app(settings).test_client()
    before = {address: seen(pages, address) for address in addresses(things)}
    said = [f"<{thing}> a <{kind}> ." for kind in classes for thing in (MAURICIE, REGION)]
    said += [
        f"<{thing}> <{name}> '{HOSTILE}'@fr, '{HOSTILE}', <{CASINO}>, <{REGION}>, 7 ."
        f" <{CASINO}> <{name}> <{thing}> ."
        for thing in things
        for name in properties
    ]
    put(settings, "equipe", "\n".join([OWN, *said]))
    pages = create_app(settings).test_client()
    changed = [address for address, text in before.items() if seen(pages, address) != text]
    # A journal's entry is a thing, listed with the others; and the files have grown.
    things_listed = {"/fr/explorer", "/sitemap.xml", "/completions.json"}
    assert set(changed) <= things_listed | {"/fr/donnees", "/fr/dataset"}
    assert all(HOSTILE not in seen(pages, address) for address in before)
    page = pages.get("/fr/id/pole/mauricie").get_data(as_text=True)
    assert HOSTILE in page  # in the part that says whose it is
    assert "Ce qu’en disent d’autres graphes" in page
    assert SPACE in page or "graph/partenaire/casino" in page
    assert pages.get("/healthz?verbose").json["overreaching"][SPACE] > len(things)  # type: ignore[index]


def clones(data_dir: Path) -> list[str]:
    """Of each thing of ours a copy under a partner’s names, as far as a partner may write it."""
    lines = current(data_dir).quads_path.read_bytes().splitlines(keepends=True)
    authority = Authority(SortedLines(b"".join(lines)), SortedLines(b""))
    copied = set[bytes]()
    for line in lines:
        subject, predicate, value = split_line(line)[0].split(b" ", 2)
        if line_graph(line).startswith(f"{GRAPH}data/"):
            name = hashlib.sha256(subject).hexdigest()[:16].encode()
            copied.add(b"<https://casino.example/%b> %b %b" % (name, predicate, value))
    quads = (b"%b <%b> .\n" % (triple, SPACE.encode()) for triple in sorted(copied))
    rights = Rights(Token("casino", "", (SCOPE,), ""))
    return [
        (split_line(line)[0] + b" .").decode()
        for line in quads
        if not rights.broken_rule(line, authority) and b" _:" not in line
    ]


def test_no_stored_question_and_no_count_of_links_takes_a_partners_thing_for_ours(
    settings: Settings,
) -> None:
    put(settings, "partenaire", OWN)
    pages = create_app(settings).test_client()
    asked = [f"/questions/{name}?format=csv" for name in QUESTIONS] + ["/fr/relier"]
    asked += [f"/fr/resultats?question={name}" for name in ("mandats", "poles-portes")]
    before = {address: pages.get(address).get_data(as_text=True) for address in asked}
    copies = clones(settings.data_dir)
    assert len(copies) > 1_000
    put(settings, "partenaire", "\n".join([OWN, *copies]))
    pages = create_app(settings).test_client()
    after = {address: pages.get(address).get_data(as_text=True) for address in asked}
    assert [address for address in asked if "casino.example" in after[address]] == []
    # What counts the vocabularies of all graphs, and the languages of labels.
    counting = {f"/questions/{name}?format=csv" for name in COUNTING}
    compared = [address for address in asked if address.startswith("/questions")]
    changed = {address for address in compared if before[address] != after[address]}
    assert changed <= counting
    rows = re.compile(r"<td.*", re.DOTALL)
    before_rows, after_rows = (rows.search(said["/fr/relier"]) for said in (before, after))
    assert before_rows
    assert after_rows
    assert before_rows[0].partition("<footer")[0] == after_rows[0].partition("<footer")[0]


def test_what_a_partner_says_of_their_own_things_is_kept_and_shown_as_theirs(
    partner: Writer,
) -> None:
    answer = partner.put(SPACE, f"{OWN} {DESCRIPTION}")
    assert answer.status in (201, 204), answer.text
    partner.settle()
    page = partner.client.get("/fr/id/region/06").text
    assert "Casino" not in without_others(page)
    assert "Casino" in page
    assert partner.client.get(NAMES, "text/csv").text.count("\n") == 1
