"""Pages of the change feed, from changes alone."""

from __future__ import annotations

import json
from datetime import datetime

import pyoxigraph as ox
import pytest

from chantier.namespaces import BASE, CHANGES
from chantier.publish import ldes
from chantier.rdf.nquads import canonical_lines, recanonicalised
from chantier.store.changelog import EntityChange
from support.feed import AS, AT, FORMATS, TREE, TYPE, Replica, members, objects, read

EPOCH = "2026-11-25-0123abcd"
HOST = "http://127.0.0.1:8000"
LDES = "https://w3id.org/ldes#"
AT_FIRST = "2026-11-25T10:00:00+00:00"
AT_LAST = "2026-11-25T11:00:00+00:00"


def change(
    number: int, turtle: str = "", at: str = AT_FIRST, iri: str = "http://e/a"
) -> EntityChange:
    """A change of a thing, described in graph ``g``."""
    graph = ox.NamedNode("http://e/g")
    triples = ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri="http://e/")
    quads = [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    kind = "changed" if turtle else "withdrawn"
    return EntityChange(number, iri, "v" * 64, at, kind, b"".join(canonical_lines(quads)))


def a_page(
    *changes: EntityChange, media_type: str = "application/trig", number: int = 1
) -> list[ox.Quad]:
    chosen = next(item for item in ldes.FORMATS if item.media_type == media_type)
    body = ldes.write_feed_page(EPOCH, number, changes, chosen)
    return read(body, FORMATS[media_type], f"{HOST}/changes/{EPOCH}/{number}")


def the_stream(
    changes: int, media_type: str = "application/trig", base: str = HOST
) -> list[ox.Quad]:
    chosen = next(item for item in ldes.FORMATS if item.media_type == media_type)
    pages = -(-changes // ldes.PAGE_SIZE_MEMBERS)
    moments = [(AT_FIRST, AT_LAST)] * pages
    licences = ["https://creativecommons.org/licenses/by/4.0/"]
    body = ldes.write_feed_entry(EPOCH, moments, changes, licences, chosen)
    return read(body, FORMATS[media_type], f"{base}/changes")


def test_a_member_says_what_it_is_and_what_its_thing_became_in_its_graph() -> None:
    (iri,) = (page := members(a_page(change(7, '<a> <p> <a> , "1.50"^^<http://e/t> .'))))
    assert iri == f"{CHANGES}/{EPOCH}/1#7"
    own = page[iri]
    assert objects(own, iri, "http://purl.org/dc/terms/isVersionOf") == ["http://e/a"]
    assert objects(own, iri, AT) == [AT_FIRST]
    assert objects(own, iri, f"{AS}context") == [f"{BASE}version/{'v' * 64}"]
    said = {(q.object.value, str(q.graph_name)) for q in own if q.predicate.value == "http://e/p"}
    assert said == {("http://e/a", "<http://e/g>"), ("1.50", "<http://e/g>")}


def test_a_thing_that_was_withdrawn_is_a_tombstone() -> None:
    quads = a_page(change(1))
    iri = f"{CHANGES}/{EPOCH}/1#1"
    assert objects(quads, iri, TYPE) == [f"{AS}Delete"]
    assert objects(quads, iri, f"{AS}object") == ["http://e/a"]


def test_blank_nodes_of_two_members_have_two_labels() -> None:
    one, two = members(a_page(change(1, "<a> <p> [ <q> 1 ] ."), change(2, "<a> <p> [ <q> 2 ] .")))
    page = members(a_page(change(1, "<a> <p> [ <q> 1 ] ."), change(2, "<a> <p> [ <q> 2 ] .")))
    nodes = [
        {q.subject for q in page[iri] if isinstance(q.subject, ox.BlankNode)} for iri in (one, two)
    ]
    assert [len(found) for found in nodes] == [1, 1]
    assert nodes[0] != nodes[1]


@pytest.mark.parametrize(
    "text", ["1.50", "+00:00", 'a "quote"', "urn:here:0:", "<urn:here:0:>", "\t\n\\u0041", "é😀"]
)
@pytest.mark.parametrize("media_type", FORMATS)
def test_characters_are_kept_in_every_format(media_type: str, text: str) -> None:
    literal = str(ox.Literal(text))
    quads = a_page(
        change(1, f"<a> <p> {literal} ; <d> {literal}^^<http://e/t> ."), media_type=media_type
    )
    said = [q.object for q in quads if q.predicate.value in ("http://e/p", "http://e/d")]
    assert sorted(map(str, said)) == sorted([literal, f"{literal}^^<http://e/t>"])


@pytest.mark.parametrize("media_type", FORMATS)
def test_every_format_says_the_same(media_type: str) -> None:
    changes = [change(1, "<a> a <T> ; <p> 1 , [ <q> [ <r> '2'@fr ] ] ."), change(2)]
    expected = read(
        ldes.write_feed_page(EPOCH, 1, changes, ldes.FORMATS[1]),
        ox.RdfFormat.TRIG,
        f"{CHANGES}/{EPOCH}/1",
    )
    chosen = next(item for item in ldes.FORMATS if item.media_type == media_type)
    found = read(
        ldes.write_feed_page(EPOCH, 1, changes, chosen), FORMATS[media_type], f"{CHANGES}/{EPOCH}/1"
    )
    if media_type in ("text/turtle", "application/n-triples"):
        expected = [ox.Quad(*quad.triple) for quad in expected]
    assert canonical_lines(found) == canonical_lines(expected)
    assert canonical_lines(the_stream(600, media_type, BASE[:-1])) == canonical_lines(
        the_stream(600, base=BASE[:-1])
    )


def test_a_full_page_says_that_it_will_not_change_and_a_growing_one_does_not() -> None:
    here = f"{HOST}/changes/{EPOCH}/1"
    growing = a_page(change(1, "<a> <p> 1 ."))
    assert objects(growing, here, TYPE) == [f"{TREE}Node"]
    assert objects(growing, here, f"{LDES}immutable") == []
    full = a_page(
        *(change(number, "<a> <p> 1 .") for number in range(1, ldes.PAGE_SIZE_MEMBERS + 1))
    )
    assert objects(full, here, f"{LDES}immutable") == ["true"]
    assert len(members(full)) == ldes.PAGE_SIZE_MEMBERS


@pytest.mark.parametrize(
    ("changes", "pages", "relations"),
    [(0, 1, 0), (1, 1, 1), (ldes.PAGE_SIZE_MEMBERS, 2, 3), (ldes.PAGE_SIZE_MEMBERS + 1, 2, 3)],
)
def test_the_entry_leads_to_every_page_with_the_time_it_covers(
    changes: int, pages: int, relations: int
) -> None:
    quads = the_stream(changes)
    nodes = [q.object.value for q in quads if q.predicate.value == f"{TREE}node"]
    assert len(nodes) == relations
    assert ldes.page_count(changes) == pages
    if changes:
        assert set(nodes) == {f"{HOST}/changes/{EPOCH}/{n}" for n in range(1, pages + 1)}
    values = [q.object.value for q in quads if q.predicate.value == f"{TREE}value"]
    assert all(datetime.fromisoformat(value).tzinfo for value in values)


@pytest.mark.parametrize("media_type", FORMATS)
def test_each_page_names_the_collection_its_view_and_its_members(media_type: str) -> None:
    base = BASE[:-1] if media_type in ("application/n-quads", "application/n-triples") else HOST
    quads = a_page(change(1, "<a> <p> 1 ."), change(2), media_type=media_type)
    assert objects(quads, CHANGES, TYPE) == [f"{TREE}Collection"]
    assert objects(quads, CHANGES, f"{TREE}view") == [f"{base}/changes/{EPOCH}/1"]
    assert len(objects(quads, CHANGES, f"{TREE}member")) == 2
    entry = the_stream(1, media_type)
    assert {f"{LDES}EventStream", f"{TREE}Collection"} <= set(objects(entry, CHANGES, TYPE))
    assert objects(entry, CHANGES, f"{TREE}view") == [f"{base}/changes"]


def test_the_entry_says_how_to_read_the_stream() -> None:
    quads = the_stream(1)
    assert objects(quads, CHANGES, f"{TREE}view") == [f"{HOST}/changes"]
    assert objects(quads, CHANGES, f"{LDES}timestampPath") == [AT]
    assert objects(quads, CHANGES, f"{LDES}versionDeleteObject") == [f"{AS}Delete"]
    titles = [q.object.language for q in quads if q.predicate.value.endswith("/title")]
    assert sorted(titles) == ["en", "fr"]
    (policy,) = objects(quads, f"{HOST}/changes", f"{LDES}retentionPolicy")
    assert objects(quads, policy, f"{LDES}startingFrom") == [AT_FIRST]


def test_a_replica_undoes_what_a_page_did() -> None:
    first = change(1, "<a> a <T> ; <p> <a> , [ <q> [ <r> 2 ] ] .")
    replica = Replica()
    for iri, own in members(a_page(first)).items():
        replica.take(iri, own)
    lines = first.lines.splitlines(keepends=True)
    assert canonical_lines(replica.things["http://e/a"]) == recanonicalised(lines)
    for iri, own in members(a_page(change(2))).items():
        replica.take(iri, own)
    assert replica.things == {}


def test_json_ld_needs_no_remote_context() -> None:
    body = ldes.write_feed_page(EPOCH, 1, [change(1, "<a> <p> 1 .")], ldes.FORMATS[2])
    assert "http" not in json.dumps(
        json.loads(body).get("@context", "") if body[:1] == b"{" else ""
    )
