from __future__ import annotations

from lod_doctor.description import visit_description
from lod_doctor.fetching import Visitor
from lod_doctor.reach import Reach
from lod_doctor.reading import RDF_TYPES, Reader
from lod_doctor.things import Things, visit_things
from support.sites import DATA, Site, site


def things_of(good: Site, limit: int = 200) -> Things:
    visitor = Visitor(Reach(good.url), 0, 10, lambda *_: None)
    with Reader(lambda _: {"ex": f"{good.url}/ns#"}) as reader:
        description = visit_description(visitor, reader, f"{good.url}/")
        return visit_things(visitor, reader, description, limit)


def test_things_and_terms_are_visited_the_examples_first() -> None:
    with site() as good:
        things = things_of(good)
    paths = [thing.iri.removeprefix(good.url) for thing in things.items]
    assert paths[0] == "/id/a"
    assert {"/id/b", "/ns#Thing", "/ns#knows"} < set(paths)


def test_a_thing_is_visited_in_every_format_and_again_with_its_etag() -> None:
    with site() as good:
        first = things_of(good, 1).items[0]
    assert tuple(document.accept for document in first.documents) == RDF_TYPES
    assert len({document.triples.lines for document in first.documents}) == 1
    assert first.rdf is first.documents[0]
    assert first.page is not None
    assert first.page.media_type == "text/html"
    assert len(first.alternates) == 5
    assert first.head is not None
    assert first.revalidated is not None
    assert first.revalidated.status == 304


def test_an_iri_that_does_not_exist_is_visited_too() -> None:
    with site() as good:
        unknown = things_of(good).unknown
    assert unknown is not None
    assert unknown.status == 404


def test_no_more_iris_are_visited_than_allowed() -> None:
    many = DATA + "".join(f'<id/x{n}> a <ns#Thing> ; rdfs:label "x" .\n' for n in range(60))
    with site(data=many) as large:
        assert len(things_of(large, 10).items) == 10
        visited = {request.path for request in large.asked if request.path.startswith("/id/")}
    assert len(visited) <= 11  # and one that does not exist
