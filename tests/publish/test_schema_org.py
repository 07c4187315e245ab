"""Structured data says in the words of schema.org what the graph says, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import SDO

from chantier import build
from chantier.namespaces import BASE, CES, ID, PREFIXES
from chantier.publish.schema_org import WAYS, QuadsAbout, as_script, structured_data, type_of
from chantier.publish.schema_org_mapping import KNOWN, PROPERTIES, TYPES, WIDER
from chantier.rdf.nquads import parse_lines
from support.client import ROOT

ROWS = [(kind, row) for kind, rows in PROPERTIES.items() for row in rows]
# In schema.org since 2023 and 2024; the copy in rdflib is older.
NEWER = {"StatisticalVariable", "observationAbout", "WebAPI", "SoftwareSourceCode"}
PROLOGUE = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
DISTRIBUTED = """
<dataset> a dcat:Dataset ; dcterms:title "Jeu"@fr, "Set"@en ;
  dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dcterms:temporal [ dcat:startDate "1996"^^xsd:gYear ; dcat:endDate "2025"^^xsd:gYear ] ;
  dcat:distribution <dump/latest/tables/Mandate.csv>, <dump/latest/chantier-es.nq.gz> .
<dump/latest/tables/Mandate.csv> a dcat:Distribution ; dcterms:title "Mandats"@fr ;
  dcat:downloadURL <dump/latest/tables/Mandate.csv> ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
  dcat:byteSize "1234"^^xsd:nonNegativeInteger ;
  spdx:checksum [ spdx:checksumValue "ab12"^^xsd:hexBinary ] .
<dump/latest/chantier-es.nq.gz> a dcat:Distribution ;
  dcat:downloadURL <dump/latest/chantier-es.nq.gz> ;
  dcat:mediaType <https://www.iana.org/assignments/media-types/application/n-quads> ;
  dcat:compressFormat <https://www.iana.org/assignments/media-types/application/gzip> .
"""


def about(turtle: str) -> QuadsAbout:
    """What tells of things as Turtle describes them, with our prefixes and base."""
    text = f"{PROLOGUE}\n{turtle}"
    return about_quads(list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=BASE)))


def about_quads(quads: list[Any]) -> QuadsAbout:
    by_subject: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)

    def quads_about(iri: str) -> list[ox.Quad]:
        found: list[ox.Quad] = []
        waiting: list[object] = [ox.NamedNode(iri)]
        for subject in waiting:
            own = by_subject.get(subject, [])
            found += own
            waiting += [q.object for q in own if isinstance(q.object, ox.BlankNode)]
        return found

    return quads_about


@pytest.fixture(scope="module")
def graph() -> list[ox.Quad]:
    return parse_lines(list(build.source_lines(ROOT)))


@pytest.fixture(scope="module")
def described(graph: list[ox.Quad]) -> QuadsAbout:
    return about_quads(graph)


def leaves(value: Any) -> Iterator[Any]:
    """Every text, number and truth value of a JSON value, but the names of types."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("@type", "@context", "@language"):
                yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def known(name: str) -> bool:
    return name in NEWER or name in dir(SDO) or name in SDO.__annotations__


def test_every_type_and_property_of_the_table_is_one_of_schema_org() -> None:
    types = {*TYPES.values(), *WIDER, *PROPERTIES, *(row.type for _, row in ROWS if row.type)}
    types |= {*WIDER.values()}
    assert {name for name in types if not known(name)} == set()
    assert {row.name for _, row in ROWS if not known(row.name)} == set()
    assert all(name[0].isupper() for name in types)
    assert all(row.name[0].islower() for _, row in ROWS)


def test_every_row_is_of_a_type_that_some_class_has() -> None:
    reached = {"Thing", *TYPES.values(), *WIDER.values()}
    assert set(PROPERTIES) <= reached


def test_every_class_of_ours_that_has_instances_has_a_type(graph: list[ox.Quad]) -> None:
    classes = {q.object.value for q in graph if q.predicate.value == f"{PREFIXES['rdf']}type"}
    ours = {iri.replace(CES, "ces:") for iri in classes if iri.startswith(CES)}
    assert ours - {"ces:CoreValue"} <= set(TYPES)  # a core value is a skos:Concept as well


def test_nothing_is_said_that_the_graph_does_not_say(
    graph: list[ox.Quad], described: QuadsAbout
) -> None:
    terms = {term.value for quad in graph for term in quad.triple if hasattr(term, "value")}
    numbers = {float(t) for t in terms if t.replace(".", "", 1).lstrip("-").isdigit()}
    wkt = " ".join(term for term in terms if term.startswith("POINT"))
    things = {q.subject.value for q in graph if isinstance(q.subject, ox.NamedNode)}
    written = 0
    for iri in sorted(thing for thing in things if thing.startswith((ID, f"{BASE}dataset"))):
        node = structured_data(iri, "fr", described)
        for leaf in leaves(node):
            written += 1
            said = leaf in terms or leaf in KNOWN.values() or str(leaf) in wkt
            said = said or (isinstance(leaf, (int, float)) and leaf in numbers)
            said = said or set(str(leaf).split("/")) <= terms | {".."}
            assert said, (iri, leaf)
    assert written > 5_000


def test_a_thing_of_which_nothing_is_said_has_its_identifier_alone() -> None:
    node = structured_data(f"{ID}x", "fr", about(""))
    assert node == {"@context": "https://schema.org", "@type": "Thing", "@id": f"{ID}x"}


@pytest.mark.parametrize(("language", "other"), [("fr", "en"), ("en", "fr")])
def test_the_dataset_has_what_assessors_ask_for(
    described: QuadsAbout, language: str, other: str
) -> None:
    node = structured_data(f"{BASE}dataset", language, described)
    assert node["@type"] == "Dataset"
    assert [text["@language"] for text in node["name"]] == [language, other]
    assert [text["@language"] for text in node["description"]] == [language, other]
    assert node["identifier"] == f"{BASE}dataset"
    assert node["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert node["isAccessibleForFree"] is True
    assert node["conditionsOfAccess"].endswith("/access-right/PUBLIC")
    assert node["creator"]["@type"] == node["publisher"]["@type"] == "Organization"
    assert isinstance(node["publisher"]["name"], str)
    assert node["datePublished"]
    assert node["dateModified"]
    assert set(node["inLanguage"]) == {"fr", "en"}
    assert node["temporalCoverage"] == "1996/2025"
    assert node["spatialCoverage"]["@type"] == "State"
    assert len(node["variableMeasured"]) == 15
    assert node["includedInDataCatalog"]["@id"] == node["isPartOf"]["@id"] == f"{BASE}catalog"
    assert {"https://w3id.org/chantier-es/id/source/page"} <= {
        source["@id"] for source in node["isBasedOn"]
    }
    assert node["citation"]
    assert node["creditText"]
    assert all(isinstance(word, str) for word in node["keywords"])


def test_a_file_has_its_address_format_size_and_digest() -> None:
    node = structured_data(
        f"{BASE}dataset", "fr", about(DISTRIBUTED), lambda iri: iri.replace(BASE, "http://here/")
    )
    packed, table = node["distribution"]
    assert table == {
        "@type": "DataDownload",
        "@id": f"{BASE}dump/latest/tables/Mandate.csv",
        "name": "Mandats",
        "contentUrl": "http://here/dump/latest/tables/Mandate.csv",
        "encodingFormat": "text/csv",
        "contentSize": "1234",
        "sha256": "ab12",
    }
    assert packed["encodingFormat"] == "application/gzip"
    assert node["temporalCoverage"] == "1996/2025"


def test_a_statement_is_a_claim_with_its_author_text_and_source(described: QuadsAbout) -> None:
    node = structured_data(f"{ID}enonce/mandat-3", "en", described)
    assert node["@type"] == "Claim"
    assert node["author"]["@id"] == f"{ID}organisation/chantier"
    assert node["author"]["@type"] == "NGO"
    assert node["appearance"]["@id"] == node["isBasedOn"]["@id"] == f"{ID}source/page"
    assert [text["@language"] for text in node["text"]] == ["en", "fr"]


def test_an_observation_has_place_time_variable_and_value(described: QuadsAbout) -> None:
    node = structured_data(f"{ID}observation/page-entreprises", "fr", described)
    assert node["@type"] == "Observation"
    assert node["observationAbout"]["@id"] == f"{ID}territoire/quebec"
    assert node["observationDate"] == "2016"
    assert node["variableMeasured"] == {
        "@type": "StatisticalVariable",
        "@id": f"{ID}concept/nombre-entreprises",
        "name": "Nombre d’entreprises",
    }
    assert node["value"] == 11200


def test_a_region_has_its_point_its_codes_and_what_it_is_part_of(described: QuadsAbout) -> None:
    node = structured_data(f"{ID}region/01", "fr", described)
    assert node["@type"] == "AdministrativeArea"
    assert node["containedInPlace"]["@id"] == f"{ID}territoire/quebec"
    assert (node["geo"]["longitude"], node["geo"]["latitude"]) == (-68.21, 48.23)
    assert node["identifier"]["value"] == "2415"


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (f"{ID}pole/mauricie", "Organization"),
        (f"{ID}organisation/chantier", "NGO"),
        (f"{ID}concept/valeur-equite", "DefinedTerm"),
        (f"{ID}vocabulaire/valeurs", "DefinedTermSet"),
        (f"{ID}source/page", "CreativeWork"),
        (f"{ID}source/loi-es", "Legislation"),
        (f"{ID}territoire/longueuil", "Place"),
        (f"{ID}enonce/poles-presence", "Claim"),
        (f"{BASE}catalog", "DataCatalog"),
        (f"{BASE}graph/data/poles", "Dataset"),
        (f"{BASE}ns", "DefinedTermSet"),
    ],
)
def test_the_type_is_that_of_the_most_special_class(
    described: QuadsAbout, iri: str, kind: str
) -> None:
    assert type_of(iri, described) == kind
    assert structured_data(iri, "fr", described)["@type"] == kind


def test_parts_that_lead_back_to_their_whole_end() -> None:
    node = structured_data(
        f"{ID}x", "fr", about("id:x adms:identifier id:y . id:y adms:identifier id:x .")
    )
    assert node["identifier"]["identifier"] == {"@id": f"{ID}x"}


def test_no_text_closes_the_element_it_stands_in() -> None:
    text = "</script><script>alert(1)</script><!--&amp;"
    node = structured_data(f"{ID}x", "fr", about(f'id:x skos:prefLabel "{text}"@fr .'))
    written = as_script(node)
    assert not set("<>&") & set(written)
    assert json.loads(written)["name"]["@value"] == text


def test_equal_graphs_give_equal_bytes(graph: list[ox.Quad]) -> None:
    first, second = about_quads(graph), about_quads(list(reversed(graph)))
    for name in ("dataset", "id/enonce/mandat-3", "id/region/01"):
        nodes = [structured_data(BASE + name, "fr", each) for each in (first, second)]
        assert as_script(nodes[0]) == as_script(nodes[1])


def test_every_row_is_written_in_a_way_that_there_is() -> None:
    assert {row.way for _, row in ROWS} <= {"text", "texts", *WAYS}
