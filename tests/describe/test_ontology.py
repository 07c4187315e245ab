from __future__ import annotations

from chantier.describe.ontology import header, sections, uses
from chantier.namespaces import CES, GRAPH, ONTOLOGY, expand
from chantier.store.dataset import Dataset

OF_THE_CHANTIER = f"{GRAPH}ontology/chantier"


def test_terms_stand_in_the_section_of_their_kind_by_label(dataset: Dataset) -> None:
    found = dict(sections(dataset, [OF_THE_CHANTIER], "fr"))
    assert list(found) == ["classes", "object_properties", "datatype_properties"]
    anchors = {key: {term.anchor for term in terms} for key, terms in found.items()}
    assert "RegionalPole" in anchors["classes"]
    assert "servesTerritory" in anchors["object_properties"]
    assert "declaredMemberCount" in anchors["datatype_properties"]


def test_a_term_comes_with_its_relations_an_example_and_its_uses(dataset: Dataset) -> None:
    terms = dict(sections(dataset, [OF_THE_CHANTIER], "en"))["classes"]
    (pole,) = (term for term in terms if term.anchor == "RegionalPole")
    relations = {key: {name.iri for name in names} for key, names in pole.relations}
    assert relations["super_terms"] == {expand("org:Organization")}
    assert f"{CES}servesTerritory" in relations["domain_of"]
    assert pole.definition is not None
    assert pole.definition.language == "en"
    assert pole.examples == (("pole:longueuil a ces:RegionalPole .", expand("pole:longueuil")),)
    poles = {quad.subject for quad in dataset.quads_pointing_at(f"{CES}RegionalPole")}
    assert 0 < pole.uses <= len(poles)
    assert uses(dataset).classes[f"{CES}RegionalPole"] == pole.uses


def test_the_header_says_which_version_it_is_and_how_to_cite_it(dataset: Dataset) -> None:
    found = header(dataset, ONTOLOGY, "fr")
    assert found.version_iri.startswith(f"{ONTOLOGY}/")
    assert found.citation is not None
    assert found.citation.language == "fr"
    empty = header(dataset, "http://e/none", "fr")
    assert (empty.version_iri, empty.citation, empty.logo) == ("", None, "")
