"""The report is that of pySHACL, which evaluates all of each case as the reference."""

from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import SH, BNode, Graph

from chantier.errors import SourceError
from chantier.rdf.nquads import quad_lines
from chantier.validation import shacl
from support.shacl_cases import CASES, EXAMPLE, PREFIXES, lines_of

Results = list[tuple[str, ...]]


def results(report: Graph) -> Results:
    """What a report says; blank nodes have other labels each time."""
    parts = (
        SH.focusNode, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape,
    )  # fmt: skip
    return sorted(
        tuple(
            "_" if isinstance(term, BNode) else str(term)
            for term in (report.value(result, part) for part in parts)
        )
        for result in report.objects(None, SH.result)
    )


def reference(lines: list[bytes]) -> tuple[bool, Results]:
    """What pySHACL reports when it evaluates everything."""
    graph = Graph().parse(data=b"".join(lines), format="nt")
    conforms, report, text = pyshacl.validate(graph, shacl_graph=graph, inplace=True)
    assert isinstance(report, Graph), text
    return conforms, results(report)


@pytest.mark.filterwarnings("ignore::pyshacl.errors.ShapeRecursionWarning")
@pytest.mark.parametrize("name", CASES)
def test_the_report_is_that_of_pyshacl_on_all_of_it(name: str) -> None:
    lines = lines_of(name)
    report = shacl.validate(lines, lines)
    assert (report.conforms, results(Graph().parse(data=report.turtle))) == reference(lines)
    assert len(report.findings) == len(reference(lines)[1])


@pytest.mark.filterwarnings("ignore::pyshacl.errors.ShapeRecursionWarning")
@pytest.mark.parametrize("name", CASES)
def test_every_case_has_something_to_find(name: str) -> None:
    assert not reference(lines_of(name))[0]


def test_a_large_dataset_that_breaks_a_shape_everywhere_is_refused_after_a_thousand() -> None:
    shape = lines_of("lengths")
    data = [
        f'<https://example.org/{n}> <https://example.org/p> "a" .\n'.encode() for n in range(1200)
    ]
    soon = shacl.validate(shape + data, shape, thorough=False)
    assert (soon.conforms, len(soon.findings), soon.unchecked) == (False, 1000, 203)
    whole = shacl.validate(shape + data, shape)
    assert (whole.conforms, len(whole.findings), whole.unchecked) == (False, 1204, 0)


def test_warnings_do_not_end_the_search() -> None:
    turtle = f"""{PREFIXES}
        :W a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :q ; sh:minCount 1 ;
          sh:severity sh:Warning .
        :Z a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:maxCount 1 ."""
    things = "".join(f":n{n} :p 1 ." for n in range(1200)) + ":n7 :p 2 ."
    parsed = ox.parse((turtle + things).encode(), format=ox.RdfFormat.TURTLE)
    lines = quad_lines(ox.Quad(item.subject, item.predicate, item.object) for item in parsed)
    report = shacl.validate(lines, lines, thorough=False)
    assert [f.focus for f in report.findings if f.severity == "violation"] == [f"{EXAMPLE}n7"]
    assert (len(report.findings), report.unchecked) == (1201, 0)
    merged = Graph().parse(data=report.turtle)
    assert len(list(merged.objects(None, SH.result))) == 1201
    assert len(list(merged.subjects(SH.conforms, None))) == 1


def test_a_message_names_the_values_that_it_has_places_for() -> None:
    turtle = f"""{PREFIXES}
        :S a sh:NodeShape ; sh:targetNode :a ; sh:sparql [
          sh:message "trop de {{?way}} : {{?value}}"@fr, "too much {{?way}}: {{$value}}"@en ;
          sh:select "SELECT $this ?way ?value WHERE {{ $this ?way ?value }}" ] .
        :a :p "x.y" ."""
    parsed = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    lines = quad_lines(ox.Quad(item.subject, item.predicate, item.object) for item in parsed)
    [finding] = shacl.validate(lines, lines).findings
    assert finding.message_fr == f"trop de {EXAMPLE}p : x.y"
    assert finding.message_en == f"too much {EXAMPLE}p: x.y"


def test_shapes_that_are_not_well_formed_are_refused_even_without_candidates() -> None:
    shape = lines_of("lengths")
    broken = [line for line in shape if b"shacl#path" not in line]
    with pytest.raises(SourceError, match="shapes"):
        shacl.validate([], broken)
