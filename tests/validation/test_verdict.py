"""The verdict holds what quotations, checks and shapes find, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from chantier.namespaces import CES, ID
from chantier.store import sources
from chantier.validation.findings import Finding
from chantier.validation.shacl import Report
from chantier.validation.verdict import MAX_REFUSAL_FINDINGS, Verdict, verdict

SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<http://e/shape>
  a sh:NodeShape ;
  sh:targetClass <http://e/Thing> ;
  sh:property <http://e/shape/name> .
<http://e/shape/name>
  a sh:PropertyShape ;
  sh:path <http://e/name> ;
  sh:minCount 1 ;
  sh:severity sh:Violation ;
  sh:message "Il faut un nom."@fr, "A name is needed."@en .
"""
CHECK = """\
#+ summary-fr: Deux choses se disent voisines d’elles-mêmes.
#+ summary: A thing is next to itself.
#+ mend: Remove it.
#+ mend-fr: Retirez-la.

SELECT ?focus WHERE { ?focus <http://e/next> ?focus } ORDER BY ?focus
"""
DATA = """\
<http://e/named> a <http://e/Thing> ; <http://e/name> "Un" .
<http://e/unnamed> a <http://e/Thing> .
<http://e/same> <http://e/next> <http://e/same> .
"""
QUOTATION = f"""\
<http://e/quotation>
  <{CES}verbatim> "Le chantier" ;
  <http://www.w3.org/ns/prov#wasQuotedFrom> <http://e/passage> .
<http://e/selector>
  <http://www.w3.org/ns/oa#start> 0 ;
  <http://www.w3.org/ns/oa#end> 11 .
<http://e/passage>
  <http://www.w3.org/ns/oa#hasSelector> <http://e/selector> ;
  <http://purl.org/dc/terms/isPartOf> <{ID}source/page> .
"""
FILES = {
    "shapes/thing.ttl": SHAPE,
    "queries/checks/voisin.rq": CHECK,
    "data/things.ttl": DATA,
    "data/quotations.ttl": QUOTATION,
    "data/sources/page.txt": "Un chantier.",
}


def judged(root: Path, files: dict[str, str], *, thorough: bool = True) -> Verdict:
    """The verdict on source files, by their paths."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    lines = [line for file in sources.source_files(root) for line in sources.read_lines(file)]
    return verdict(root, lines, thorough=thorough)


def test_quotations_checks_and_shapes_are_found_together_with_their_places(tmp_path: Path) -> None:
    found = judged(tmp_path, FILES)
    assert not found.conforms
    places = {
        item.focus: (item.path.name if item.path else "", item.line) for item in found.findings
    }
    assert places == {
        "http://e/quotation": ("quotations.ttl", 1),
        "http://e/same": ("things.ttl", 3),
        "http://e/unnamed": ("things.ttl", 2),
    }


def test_a_check_says_in_both_languages_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    [check] = [item for item in judged(tmp_path, FILES).findings if item.rule == "voisin"]
    assert check.message_en == "A thing is next to itself. Remove it."
    assert check.message_fr.endswith("d’elles-mêmes. Retirez-la.")


@pytest.mark.parametrize("wrong", ["quotations.ttl", "voisin.rq", "thing.ttl"])
def test_each_of_the_three_is_enough_to_refuse(tmp_path: Path, wrong: str) -> None:
    rules = ("quotations.ttl", "voisin.rq", "thing.ttl")
    files = {
        path: text
        for path, text in FILES.items()
        if not path.endswith(tuple(f"/{rule}" for rule in rules if rule != wrong))
    }
    found = judged(tmp_path, files)
    assert len(found.findings) == 1
    assert not found.conforms


def test_a_warning_refuses_nothing(tmp_path: Path) -> None:
    files = {
        "shapes/thing.ttl": SHAPE.replace("sh:Violation", "sh:Warning"),
        "data/things.ttl": DATA,
    }
    found = judged(tmp_path, files)
    assert [item.severity for item in found.findings] == ["warning"]
    assert found.conforms


def test_without_rules_everything_conforms(tmp_path: Path) -> None:
    found = judged(tmp_path, {"data/things.ttl": DATA})
    assert found.conforms
    assert found.findings == []
    assert "ValidationReport" in found.report.turtle


def test_a_refusal_has_a_sentence_for_each_finding(tmp_path: Path) -> None:
    first, *others = judged(tmp_path, FILES).refusal.splitlines()
    assert first == "The graph does not conform (3 findings); nothing was published."
    assert len(others) == 3
    assert any(
        line.endswith("things.ttl:2: http://e/unnamed: A name is needed. [http://e/name]")
        for line in others
    )


def test_a_refusal_of_a_great_many_things_says_how_many_it_leaves_out() -> None:
    finding = Finding("rule", "violation", "http://e/a", "", "faux", "wrong")
    report = Report(conforms=False, findings=(), turtle="", unchecked=7)
    lines = Verdict([finding] * (MAX_REFUSAL_FINDINGS + 2), report).refusal.splitlines()
    assert len(lines) == 1 + MAX_REFUSAL_FINDINGS + 2
    assert lines[-2] == "And 2 more: “chantier validate” lists all."
    assert lines[-1] == "7 more things were not judged: mend these first."


def test_a_search_that_is_only_to_refuse_stops_early(tmp_path: Path) -> None:
    many = "".join(f"<http://e/{number}> a <http://e/Thing> .\n" for number in range(1_200))
    files = {"shapes/thing.ttl": SHAPE, "data/things.ttl": many}
    quick, thorough = judged(tmp_path, files, thorough=False), judged(tmp_path, files)
    assert not quick.conforms
    assert not thorough.conforms
    assert len(quick.findings) + quick.report.unchecked == len(thorough.findings) == 1_200
    assert quick.report.unchecked > 0
