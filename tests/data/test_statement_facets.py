"""The facets of the page's strategic statements follow the rule that docs/ontology.md writes down.

An action is a verb of the scheme that the sentence commits to, as a verb or as the noun of it. What
a sentence supports is done by others: « soutenir la création » creates nothing.
"""

import re
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).parents[2]
ID = "https://w3id.org/chantier-es/id/"
CES = Namespace("https://w3id.org/chantier-es/ns#")
GRAPH = Graph()
for path in ("data/statements.ttl", "ontology/vocabularies/actions.ttl"):
    GRAPH.parse(ROOT / path)
STATEMENTS = sorted(
    URIRef(str(it)) for it in GRAPH.subjects(CES.statementOf, URIRef(f"{ID}cadre/chantier"))
)
WORDS = {
    "assurer": r"assure(r|nt)",
    "concerter": r"concert(er|ation)",
    "construire": r"constru(ire|ction)",
    "creer": r"cré(er|ation)",
    "faire-connaitre": r"faire connaître",
    "favoriser": r"favoriser",
    "participer": r"participer",
    "perenniser": r"pérennise(r|nt)",
    "promouvoir": r"promouvoir",
    "reunir": r"réunir",
    "soutenir": r"soutenir",
}
"""How each action of the scheme is written in French, as a verb or as its noun."""


def french(statement: URIRef) -> str:
    texts = GRAPH.objects(statement, CES.statementText)
    (text,) = [str(it) for it in texts if isinstance(it, Literal) and it.language == "fr"]
    return text.lower()


def named(statement: URIRef, facet: str) -> set[str]:
    return {str(it).rpartition("/")[2] for it in GRAPH.objects(statement, CES[facet])}


def committed(text: str) -> set[str]:
    """Gives the actions of a text; nouns after « soutenir » are what others do."""
    backing = text.find("soutenir")
    found = set()
    for action, pattern in WORDS.items():
        for match in re.finditer(rf"\b{pattern}\b", text):
            is_noun = match[0].endswith("tion")
            if not (is_noun and 0 <= backing < match.start()):
                found.add(action)
    return found


def test_the_rule_knows_every_action_of_the_scheme() -> None:
    concepts = GRAPH.subjects(RDF.type, SKOS.Concept)
    assert {str(it).rpartition("/")[2] for it in concepts} == set(WORDS)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda it: it.rpartition("/")[2])
def test_a_statement_has_the_actions_that_its_sentence_commits_to(statement: URIRef) -> None:
    assert named(statement, "action") == committed(french(statement))


def test_the_rule_tells_doing_from_supporting() -> None:
    assert committed("participer à la construction d’alliances") == {"participer", "construire"}
    assert committed("soutenir la création des entreprises") == {"soutenir"}
    assert committed("des entreprises en expansion") == set()


def test_what_is_created_in_order_that_is_an_aim_and_no_means() -> None:
    axis = URIRef(f"{ID}enonce/axe-2")
    assert "afin de créer les conditions et les politiques publiques" in french(axis)
    assert {"conditions-favorables", "politiques-publiques"} <= named(axis, "aimsAt")
    assert named(axis, "byMeansOf") == set()


def test_every_statement_that_says_in_order_to_has_an_aim_and_names_no_means() -> None:
    purposeful = [it for it in STATEMENTS if re.search(r"\bafin d", french(it))]
    assert [it.rpartition("/")[2] for it in purposeful] == ["axe-2", "poles-role-1"]
    for statement in purposeful:
        assert named(statement, "aimsAt")
        assert not named(statement, "byMeansOf")


def test_no_concept_is_at_once_the_aim_and_the_means_of_a_statement() -> None:
    for statement in STATEMENTS:
        assert not named(statement, "aimsAt") & named(statement, "byMeansOf"), statement
