"""Typed links, as headers and as link sets, read back by the reference reader."""

from __future__ import annotations

import json

import pytest
from signposting import (
    Signposting,
    find_signposting_http,
    find_signposting_http_link,
    find_signposting_linkset,
)

from chantier.namespaces import BASE, ID
from chantier.publish.signposting import (
    LINKSET_JSON,
    LINKSET_TEXT,
    ThingAddresses,
    TypedLink,
    dataset_files,
    document_links,
    file_links,
    link_header,
    linkset,
    page_links,
    write_linkset,
)
from chantier.rdf.formats import DOCUMENT_FORMATS
from publish.test_schema_org import DISTRIBUTED, about
from support.client import Client

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TEAM = f"{ID}organisation/equipe"
DATASET = f"{BASE}dataset"
SAID = f"""
<dataset> dcterms:license <{LICENCE}> ; dcterms:creator <id/organisation/equipe> .
id:own dcterms:license <http://example.org/licence> ; dcterms:creator <http://example.org/é> .
id:quoted dcterms:rights "© somebody"@en .
"""


def place(iri: str) -> ThingAddresses:
    return ThingAddresses(
        iri,
        ("http://s/p", "http://s/fr/p"),
        (("http://s/p.ttl", "text/turtle"),),
        "http://s/l",
        "http://s/c",
    )


def targets(links: list[TypedLink], relation: str) -> list[str]:
    return [link.target for link in links if link.relation == relation]


def test_a_thing_has_the_licence_and_author_of_the_dataset_unless_it_has_its_own() -> None:
    links = page_links(place(f"{ID}x"), about(SAID))
    assert targets(links, "license") == [LICENCE]
    assert targets(links, "author") == [TEAM]
    own = page_links(place(f"{ID}own"), about(SAID))
    assert targets(own, "license") == ["http://example.org/licence"]
    assert targets(own, "author") == ["http://example.org/é"]


def test_a_thing_with_rights_in_words_is_not_said_to_be_under_our_licence() -> None:
    assert targets(page_links(place(f"{ID}quoted"), about(SAID)), "license") == []


def test_files_come_with_their_media_types_the_plain_ones_first() -> None:
    assert dataset_files(DATASET, about(DISTRIBUTED)) == [
        (f"{BASE}dump/latest/tables/Mandate.csv", "text/csv"),
        (f"{BASE}dump/latest/chantier-es.nq.gz", "application/gzip"),
    ]


def test_a_target_beyond_ascii_is_escaped() -> None:
    assert (
        str(TypedLink("author", "http://example.org/é"))
        == '<http://example.org/%C3%A9>; rel="author"'
    )


def test_a_header_keeps_what_it_held_and_gets_no_link_twice() -> None:
    held = '<http://e/?a=1,2>; rel="describes alternate"; title="a, b", </x>;rel=next'
    links = [
        TypedLink("describes", "http://e/?a=1,2"),
        TypedLink("describes", "http://e/?a=1,2", "text/html"),
        TypedLink("next", "/x"),
        TypedLink("author", "http://e/a"),
    ]
    written = link_header(held, links)
    assert written == (
        f'{held}, <http://e/?a=1,2>; rel="describes"; type="text/html", <http://e/a>; rel="author"'
    )
    assert link_header(written, links) == written


def test_a_header_names_twelve_files_and_the_link_set_all() -> None:
    many = "\n".join(
        f"<dataset> dcat:distribution [ dcat:downloadURL <dump/{n}.csv> ] ." for n in range(40)
    )
    links = page_links(place(DATASET), about(many))
    assert len(targets(links, "item")) == 40
    assert link_header("", links).count('rel="item"') == 12
    sets = linkset(place(DATASET), about(many))
    assert len(targets(sets["http://s/p"], "item")) == 40
    assert targets(sets[f"{BASE}dump/7.csv"], "collection") == ["http://s/p"]


def test_documents_and_files_lead_back_to_the_page() -> None:
    links = document_links(place(f"{ID}x"), about(SAID))
    assert targets(links, "describes") == [f"{ID}x", "http://s/p"]
    assert targets(links, "describedby") == targets(links, "item") == []
    assert targets(file_links(place(DATASET), about(SAID)), "license") == [LICENCE]


def test_both_forms_of_a_link_set_say_the_same() -> None:
    links = linkset(place(DATASET), about(SAID + DISTRIBUTED))
    contexts = json.loads(write_linkset(links, LINKSET_JSON))["linkset"]
    by_json = {
        (context["anchor"], relation, target["href"], target.get("type"))
        for context in contexts
        for relation, targets in context.items()
        if relation != "anchor"
        for target in targets
    }
    text = write_linkset(links, LINKSET_TEXT).decode().replace("\n", " ")
    read = find_signposting_http_link([text], "http://s/p")
    by_text = {(s.context, str(s.rel), s.target, s.type) for s in read.signposts}
    known = {relation for _, relation, _, _ in by_text}
    assert by_text == {each for each in by_json if each[1] in known}
    assert {"cite-as", "describedby", "item", "collection", "license", "author"} <= known


# The site


@pytest.mark.parametrize(
    ("path", "iri", "kind"),
    [
        ("/fr/id/enonce/mandat-3", f"{ID}enonce/mandat-3", "Claim"),
        ("/doc/pole/mauricie.html", f"{ID}pole/mauricie", "Organization"),
        ("/en/dataset", DATASET, "Dataset"),
        ("/fr/", DATASET, "Dataset"),
        ("/fr/ontologie", f"{BASE}ns", "DefinedTermSet"),
    ],
)
def test_a_page_has_every_relation_of_the_profile(
    client: Client, path: str, iri: str, kind: str
) -> None:
    found: Signposting = find_signposting_http(client.url + path)
    assert found.citeAs is not None
    assert found.citeAs.target == iri
    described = {(s.target, s.type) for s in found.describedBy}
    stem = iri.replace(ID, f"{client.url}/doc/").replace(BASE, f"{client.url}/")
    assert described == {(f"{stem}.{f.extension}", f.media_type) for f in DOCUMENT_FORMATS}
    assert {s.target for s in found.types} == {
        "https://schema.org/AboutPage",
        f"https://schema.org/{kind}",
    }
    assert found.license is not None
    assert found.license.target == LICENCE
    assert {s.target for s in found.authors} == {TEAM}
    assert found.collection is not None
    assert {s.type for s in found.linksets} == {"application/linkset+json", "application/linkset"}
    for document in found.describedBy:
        answer = client.get(document.target.removeprefix(client.url))
        assert answer.status == 200
        assert answer.media_type == document.type


@pytest.mark.parametrize("path", ["/fr/id/enonce/mandat-3", "/fr/dataset", "/fr/"])
def test_the_link_set_says_of_a_page_at_least_what_its_headers_say(
    client: Client, path: str
) -> None:
    headers = find_signposting_http(client.url + path)
    for signpost in headers.linksets:
        read = find_signposting_linkset(signpost.target, signpost.type)
        ours = read.for_context(client.url + path)
        assert {(s.rel, s.target, s.type) for s in headers.signposts} <= {
            (s.rel, s.target, s.type) for s in ours.signposts
        }


@pytest.mark.parametrize("form", DOCUMENT_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("stem", ["/doc/enonce/mandat-3", "/dataset", "/ns", "/graph/data/poles"])
def test_an_rdf_document_leads_to_its_page_licence_and_link_set(
    client: Client, stem: str, form: object
) -> None:
    path = f"{stem}.{getattr(form, 'extension', '')}"
    answer = client.get(path)
    assert answer.status == 200
    written = answer.headers["Link"]
    assert f'<{client.url}{stem}>; rel="describes"; type="text/html"' in written
    read = find_signposting_http_link([written], client.url + path)
    assert read.license is not None
    assert read.citeAs is not None
    assert len(read.linksets) == 2
    parts = written.split(", <")
    assert len(parts) == len(set(parts))
    assert client.send("HEAD", path).headers["Link"] == written


def test_errors_and_answers_to_queries_have_no_signposts(client: Client) -> None:
    for path in ("/fr/id/nothing", "/linkset/id/nothing"):
        answer = client.get(path)
        assert answer.status == 404
        assert "Link" not in answer.headers
    assert "Link" not in client.query("ASK {}", None).headers


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/linkset/id/pole/atlantide", None, 404),
        ("/linkset/questions", None, 404),
        ("/linkset/fr/dataset", None, 404),
        ("/linkset/dataset", "text/html", 406),
    ],
)
def test_a_link_set_that_is_not_there_is_refused(
    client: Client, path: str, accept: str | None, status: int
) -> None:
    assert client.get(path, accept).status == status
