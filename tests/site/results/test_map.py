"""Solutions on a map."""

from __future__ import annotations

from chantier.site.results.map import draw_map
from support.solutions import WKT, named, solutions


def test_a_map_reads_well_known_text_and_columns_of_degrees() -> None:
    wkt = solutions(
        f'SELECT ?x ?w ?n {{ VALUES (?x ?w ?n) {{ (<http://e/a> "POINT(-73.5 45.5)"'
        f'^^<{WKT}> 40) (<http://e/b> "POLYGON((-70 46,-72 46,-72 48,-70 48,-70 46))"'
        f"^^<{WKT}> 10)"
        f' (<http://e/c> "POINT(nowhere)"^^<{WKT}> 1) }} }}'
    )
    drawn = draw_map(wkt, named, lambda _: "")
    assert {(place.longitude, place.latitude) for place in drawn.places} == {
        (-73.5, 45.5),
        (-71.0, 47.0),
    }
    assert drawn.measure == "n"
    west, east = sorted(drawn.places, key=lambda place: place.longitude)
    assert west.x < east.x
    assert west.y > east.y
    assert west.radius > east.radius
    assert [name.iri for name in drawn.unplaced] == ["http://e/c"]
    degrees = solutions("SELECT ?x ?lat ?long { VALUES (?x ?lat ?long) { (<http://e/a> 45 -73) } }")
    (place,) = draw_map(degrees, named, lambda _: "").places
    assert (place.latitude, place.longitude) == (45, -73)


def test_a_map_asks_where_things_are_and_puts_those_of_one_place_together() -> None:
    known = {"http://e/a": "POINT(1 2)", "http://e/b": "POINT(1 2)"}
    read = solutions("SELECT ?x { VALUES ?x { <http://e/a> <http://e/b> <http://e/c> } }")
    drawn = draw_map(read, named, lambda iri: known.get(iri, ""))
    (place,) = drawn.places
    assert [name.iri for name in place.names] == ["http://e/a", "http://e/b"]
    assert len(drawn.unplaced) == 1
    assert draw_map(read, named, lambda _: "").places == ()


def test_no_two_labels_of_a_map_overlap() -> None:
    rows = " ".join(f"(<http://e/n{n}> {45 + n % 7 / 9} {-73 + n / 40})" for n in range(40))
    query = f"SELECT ?x ?lat ?long {{ VALUES (?x ?lat ?long) {{ {rows} }} }}"
    labels = [
        (place.label, len(place.names[0].text) * 7)
        for place in draw_map(solutions(query), named, lambda _: "").places
        if place.label
    ]
    assert labels
    for number, ((x, y), width) in enumerate(labels):
        for (other, level), _ in labels[number + 1 :]:
            assert abs(y - level) >= 14 or other >= x + width or x >= other + _
