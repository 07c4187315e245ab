"""Triples are looked up by predicate and subject or object."""

from __future__ import annotations

import pytest

from chantier.rdf.entities import reached
from chantier.validation.literals import UnsureError
from chantier.validation.triples import TripleIndex

RDF = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
INTEGER = b"^^<http://www.w3.org/2001/XMLSchema#integer>"
LINES = [
    b"<a> <p> <b> <http://e/g> .\n",
    b"<a> <p> <b> <http://e/h> .\n",
    b'<a> <p> "1"' + INTEGER + b" .\n",
    b'<a> <p> "01"' + INTEGER + b" .\n",
    b"<b> <p> <c> .\n",
    b"<c> <p> <a> .\n",
    b'<a> <q> "x y" .\n',
    b"_:1 " + RDF + b"first> <m> .\n",
    b"_:1 " + RDF + b"rest> _:2 .\n",
    b"_:2 " + RDF + b"first> <n> .\n",
    b"_:2 " + RDF + b"rest> _:1 .\n",
]


def test_equal_triples_come_once_whatever_graph_they_are_in() -> None:
    index = TripleIndex(LINES)
    assert list(index.objects(b"<a>", b"<p>")) == [b"<b>", b'"1"' + INTEGER]
    assert list(index.objects(b"<z>", b"<p>")) == list(index.objects(b"<a>", b"<z>")) == []


def test_subjects_and_predicates_are_found() -> None:
    index = TripleIndex(LINES)
    assert list(index.subjects(b"<p>", b"<b>")) == [b"<a>"]
    assert list(index.subjects(b"<p>", b"<z>")) == list(index.subjects(b"<z>", b"<b>")) == []
    assert index.predicates(b"<a>") == [b"<p>", b"<q>"]
    assert index.value(b"<a>", b"<q>") == b'"x y"'
    assert index.value(b"<b>", b"<q>") is None
    assert set(index.all_subjects(b"<p>")) == {b"<a>", b"<b>", b"<c>"}
    assert index.all_objects(b"<q>") == {b'"x y"'}
    assert b"<m>" in index.every_object()


def test_only_the_predicates_that_are_asked_for_are_read() -> None:
    assert TripleIndex(LINES, {b"<q>"}).every_object() == {b'"x y"'}


def test_a_list_that_leads_to_itself_is_left_to_pyshacl() -> None:
    with pytest.raises(UnsureError):
        TripleIndex(LINES).items(b"_:1")


def test_the_members_of_a_list_are_in_order_and_what_is_no_list_has_none() -> None:
    first, rest, nil = (b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#%s>" % name
                        for name in (b"first", b"rest", b"nil"))  # fmt: skip
    cells = [(b"_:1", first, b"<m>"), (b"_:1", rest, b"_:2"), (b"_:2", first, b"<n>"),
             (b"_:2", rest, nil), (b"_:3", first, b"<m>")]  # fmt: skip
    index = TripleIndex([b" ".join((*triple, b".\n")) for triple in cells])
    assert index.items(b"_:1") == [b"<m>", b"<n>"]
    assert index.items(nil) == index.items(b"<m>") == []
    with pytest.raises(UnsureError):
        index.items(b"_:3")


def test_what_any_number_of_steps_lead_to_is_found_also_in_a_circle() -> None:
    index = TripleIndex(LINES)

    def before(node: bytes) -> set[bytes]:
        return set(index.subjects(b"<p>", node))

    assert reached({b"<b>"}, before) == {b"<a>", b"<b>", b"<c>"}
    assert reached(before(b"<b>"), before) == {b"<a>", b"<b>", b"<c>"}
    assert reached(before(b"<m>"), before) == set()
