from __future__ import annotations

from chantier.namespaces import DATASET
from chantier.publish.documents import document_quads
from chantier.rdf.terms import facts_of, values

DOCUMENT, THING = "https://w3id.org/chantier-es/doc/x", "https://w3id.org/chantier-es/id/x"


def test_a_document_says_what_it_is_about_and_how_it_may_be_used() -> None:
    quads = document_quads(DOCUMENT, THING, ["http://l/2", "http://l/1"])
    facts = facts_of(quads)
    assert facts.keys() == {DOCUMENT}
    assert values(facts, DOCUMENT, "rdf:type") == ["http://xmlns.com/foaf/0.1/Document"]
    assert values(facts, DOCUMENT, "foaf:primaryTopic") == [THING]
    assert values(facts, DOCUMENT, "dcterms:isPartOf") == [DATASET]
    assert values(facts, DOCUMENT, "dcterms:license") == ["http://l/1", "http://l/2"]


def test_a_document_of_a_dataset_without_licence_names_none() -> None:
    assert "license" not in str(document_quads(DOCUMENT, THING, []))
