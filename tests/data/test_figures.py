"""The statistical portraits are well-formed data cubes, and their disagreements are mutual.

Each constraint is one of the integrity constraints of the RDF Data Cube Vocabulary, reworded: the
query is true when the constraint is broken. The update beside it breaks that constraint, so that a
query that could never be true is noticed. Constraints on slices (IC-7 to IC-10, IC-18), on measure
dimensions (IC-15 to IC-17) and on hierarchical code lists (IC-20, IC-21) have nothing to bear on:
the cubes have none of these.

Source: https://www.w3.org/TR/vocab-data-cube/#wf-rules
"""

from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Store

ROOT = Path(__file__).parents[2]

PREFIXES = """
PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sdmx-attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

# What the SDMX-RDF vocabulary says of the two dimensions that the cubes borrow from it.
SDMX = """
INSERT DATA {
  sdmx-dimension:refArea rdfs:range rdfs:Resource .
  sdmx-dimension:refPeriod rdfs:range rdfs:Resource .
}
"""


class Constraint(NamedTuple):
    """An integrity constraint: its name, what is true when it is broken, and what breaks it."""

    name: str
    broken: str
    mutation: str


CONSTRAINTS = [
    Constraint(
        "IC-1 an observation is of one data set",
        """ASK {
          ?observation a qb:Observation .
          OPTIONAL { ?observation qb:dataSet ?one }
          OPTIONAL { ?observation qb:dataSet ?two FILTER ( ?two != ?one ) }
          FILTER ( !BOUND(?one) || BOUND(?two) )
        }""",
        "INSERT DATA { observation:page-personnes qb:dataSet portrait:2022 }",
    ),
    Constraint(
        "IC-1 an observation has a data set",
        """ASK {
          ?observation a qb:Observation .
          FILTER NOT EXISTS { ?observation qb:dataSet ?dataset }
        }""",
        "DELETE DATA { observation:page-personnes qb:dataSet portrait:2016 }",
    ),
    Constraint(
        "IC-2 a data set has one structure",
        """ASK {
          { ?dataset a qb:DataSet FILTER NOT EXISTS { ?dataset qb:structure ?structure } }
          UNION
          { ?dataset qb:structure ?one , ?two FILTER ( ?one != ?two ) }
        }""",
        "INSERT DATA { portrait:2016 qb:structure portrait:serie }",
    ),
    Constraint(
        "IC-3 a structure has a measure",
        """ASK {
          ?structure a qb:DataStructureDefinition .
          FILTER NOT EXISTS {
            ?structure qb:component/(qb:measure|qb:componentProperty) ?property .
            ?property a qb:MeasureProperty
          }
        }""",
        "DELETE WHERE { portrait:structure qb:component portrait:composante-valeur }",
    ),
    Constraint(
        "IC-4 a dimension has a range",
        """ASK {
          ?dimension a qb:DimensionProperty .
          FILTER NOT EXISTS { ?dimension rdfs:range ?range }
        }""",
        "DELETE WHERE { ces:statedIn rdfs:range ?range }",
    ),
    Constraint(
        "IC-5 a dimension of concepts has a code list",
        """ASK {
          ?dimension a qb:DimensionProperty ; rdfs:range skos:Concept .
          FILTER NOT EXISTS { ?dimension qb:codeList ?list }
        }""",
        "DELETE WHERE { ces:legalForm qb:codeList ?list }",
    ),
    Constraint(
        "IC-6 only an attribute may be optional",
        """ASK {
          ?component qb:componentRequired false ;
            (qb:dimension|qb:measure|qb:attribute|qb:componentProperty) ?property .
          FILTER NOT EXISTS { ?property a qb:AttributeProperty }
        }""",
        "INSERT DATA { portrait:composante-mesure qb:componentRequired false }",
    ),
    Constraint(
        "IC-11 an observation has a value for each dimension",
        """ASK {
          ?observation qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension .
          FILTER NOT EXISTS { ?observation ?dimension ?value }
        }""",
        "DELETE WHERE { observation:page-personnes sdmx-dimension:refArea ?area }",
    ),
    Constraint(
        "IC-12 no two observations share all their dimensions",
        """ASK {
          ?dataset a qb:DataSet .
          ?one qb:dataSet ?dataset .
          ?two qb:dataSet ?dataset .
          FILTER ( STR(?one) < STR(?two) )
          FILTER NOT EXISTS {
            ?dataset qb:structure/qb:component/qb:dimension ?dimension .
            ?one ?dimension ?value .
            FILTER NOT EXISTS { ?two ?dimension ?value }
          }
        }""",
        """DELETE { ?second ces:position ?position } INSERT { ?second ces:position 1 }
        WHERE { ?second a qb:Observation ; ces:position ?position FILTER ( ?position = 2 ) }""",
    ),
    Constraint(
        "IC-12 no two reference figures are in one cell",
        """ASK {
          ?one a ces:ReferenceFigure .
          ?two a ces:ReferenceFigure .
          FILTER ( STR(?one) < STR(?two) )
          FILTER NOT EXISTS {
            portrait:structure-reference qb:component/qb:dimension ?dimension .
            ?one ?dimension ?value .
            FILTER NOT EXISTS { ?two ?dimension ?value }
          }
        }""",
        """DELETE { ?figure sdmx-dimension:refPeriod ?year }
        INSERT { ?figure sdmx-dimension:refPeriod "2022"^^xsd:gYear }
        WHERE { ?figure a ces:ReferenceFigure ; sdmx-dimension:refPeriod ?year
          FILTER ( ?figure = observation:reference-2016-quebec-nombre-entreprises ) }""",
    ),
    Constraint(
        "IC-13 an observation has each required attribute",
        """ASK {
          ?observation qb:dataSet/qb:structure/qb:component ?component .
          ?component qb:componentRequired true ; qb:attribute ?attribute .
          FILTER NOT EXISTS { ?observation ?attribute ?value }
        }""",
        "DELETE WHERE { observation:page-personnes ces:valueQualifier ?qualifier }",
    ),
    Constraint(
        "IC-14 an observation has a value for each measure",
        """ASK {
          ?observation qb:dataSet/qb:structure/qb:component/qb:measure ?measure .
          FILTER NOT EXISTS { ?observation ?measure ?value }
        }""",
        "DELETE WHERE { observation:page-personnes sdmx-measure:obsValue ?value }",
    ),
    Constraint(
        "IC-19 a coded value is in the code list",
        """ASK {
          ?observation qb:dataSet/qb:structure/qb:component/(qb:dimension|qb:attribute) ?property ;
            ?property ?value .
          ?property qb:codeList ?list .
          FILTER NOT EXISTS { ?value a skos:Concept ; skos:inScheme ?list }
        }""",
        "INSERT DATA { observation:page-personnes ces:activitySector c:economie-sociale }",
    ),
    Constraint(
        "a dimension has no more than one value",
        """ASK {
          ?observation qb:dataSet/qb:structure/qb:component/qb:dimension ?dimension ;
            ?dimension ?one , ?two .
          FILTER ( ?one != ?two )
        }""",
        "INSERT DATA { observation:page-personnes ces:legalForm c:forme-obnl }",
    ),
    Constraint(
        "an observation has one value, and it is a number",
        """ASK {
          ?observation sdmx-measure:obsValue ?one , ?two .
          FILTER ( ?one != ?two || !isNumeric(?one) )
        }""",
        "INSERT DATA { observation:page-personnes sdmx-measure:obsValue 219999 }",
    ),
    Constraint(
        "a measure has one unit",
        """ASK {
          ?one ces:measure ?measure ; sdmx-attribute:unitMeasure ?unit .
          ?two ces:measure ?measure ; sdmx-attribute:unitMeasure ?other .
          FILTER ( ?unit != ?other )
        }""",
        """INSERT DATA {
          observation:page-personnes
            sdmx-attribute:unitMeasure <http://qudt.org/vocab/unit/PERCENT>
        }""",
    ),
    Constraint(
        "a share is between 0 and 100",
        """ASK {
          ?share sdmx-attribute:unitMeasure <http://qudt.org/vocab/unit/PERCENT> ;
            sdmx-measure:obsValue ?value .
          FILTER ( ?value < 0 || ?value > 100 )
        }""",
        "INSERT DATA { observation:2022-isq-part-obnl sdmx-measure:obsValue 770 }",
    ),
    Constraint(
        "the reference year is within the period of the data set",
        """ASK {
          ?observation qb:dataSet/dcterms:temporal ?period ; sdmx-dimension:refPeriod ?year .
          ?period dcat:startDate ?start ; dcat:endDate ?end .
          FILTER ( STR(?year) < STR(?start) || STR(?year) > STR(?end) )
        }""",
        """DELETE { ?it sdmx-dimension:refPeriod ?year }
        INSERT { ?it sdmx-dimension:refPeriod "2019"^^xsd:gYear }
        WHERE { ?it sdmx-dimension:refPeriod ?year
          FILTER ( ?it = observation:2016-isq-entreprises ) }""",
    ),
    Constraint(
        "a data set of one edition covers one year",
        """ASK {
          ?dataset prov:hadPrimarySource ?source ; dcterms:temporal ?period .
          ?period dcat:startDate ?start ; dcat:endDate ?end .
          FILTER ( STR(?start) != STR(?end) )
        }""",
        """DELETE { ?period dcat:endDate ?end } INSERT { ?period dcat:endDate "2023"^^xsd:gYear }
        WHERE { portrait:2022 dcterms:temporal ?period . ?period dcat:endDate ?end }""",
    ),
    Constraint(
        "the statistics institute publishes no data set of ours",
        """ASK {
          ?ours a ?kind ; dcterms:publisher ?publisher .
          FILTER ( ?kind IN (qb:DataSet, dcat:DatasetSeries) )
          FILTER ( ?publisher != organisation:equipe )
        }""",
        "INSERT DATA { portrait:2016 dcterms:publisher organisation:isq }",
    ),
    Constraint(
        "the document that gives the figure is the source of the observation",
        """ASK {
          ?observation ces:statedIn ?document .
          FILTER NOT EXISTS { ?observation dcterms:source ?document }
        }""",
        "DELETE WHERE { observation:page-personnes dcterms:source ?source }",
    ),
    Constraint(
        "a disagreement is mutual, and never with oneself",
        """ASK {
          ?one ces:disagreesWith ?two .
          FILTER ( ?one = ?two || NOT EXISTS { ?two ces:disagreesWith ?one } )
        }""",
        """DELETE DATA {
          observation:2016-isq-emplois ces:disagreesWith observation:page-personnes
        }""",
    ),
    Constraint(
        "two observations that disagree are of one territory and one year",
        """ASK {
          ?one ces:disagreesWith ?two ;
            sdmx-dimension:refArea ?area ;
            sdmx-dimension:refPeriod ?year .
          FILTER NOT EXISTS {
            ?two sdmx-dimension:refArea ?area ; sdmx-dimension:refPeriod ?year
          }
        }""",
        """INSERT DATA {
          observation:page-personnes ces:disagreesWith observation:2022-isq-emplois
        }""",
    ),
]


@pytest.fixture
def store() -> Store:
    """The figures with the ontology, the vocabularies and the statements, in one graph."""
    loaded = Store()
    paths = [
        ROOT / "data" / "figures.ttl",
        ROOT / "data" / "reference-figures.ttl",
        ROOT / "data" / "statements.ttl",
        ROOT / "ontology" / "chantier.ttl",
        *sorted((ROOT / "ontology" / "vocabularies").glob("*.ttl")),
    ]
    for path in paths:
        loaded.load(path=str(path), format=RdfFormat.TURTLE)
    loaded.update(PREFIXES + SDMX)
    return loaded


def holds(store: Store, query: str) -> bool:
    result = store.query(PREFIXES + query)
    assert isinstance(result, QueryBoolean)
    return bool(result)


def values(store: Store, query: str) -> list[tuple[str, ...]]:
    result = store.query(PREFIXES + query)
    assert isinstance(result, QuerySolutions)
    return [tuple(term.value for term in solution) for solution in result]


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda it: it.name)
def test_the_figures_keep_the_constraint(store: Store, constraint: Constraint) -> None:
    assert not holds(store, constraint.broken)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda it: it.name)
def test_a_figure_that_breaks_the_constraint_is_caught(
    store: Store, constraint: Constraint
) -> None:
    store.update(PREFIXES + constraint.mutation)
    assert holds(store, constraint.broken)


def test_the_structure_has_seven_dimensions_one_measure_and_three_attributes(store: Store) -> None:
    for kind, expected in [("dimension", 7), ("measure", 1), ("attribute", 3)]:
        query = f"SELECT ?it {{ portrait:structure qb:component/qb:{kind} ?it }}"
        assert len(values(store, query)) == expected


def test_the_reference_structure_has_four_of_these_dimensions_and_no_other(store: Store) -> None:
    query = "SELECT ?it {{ portrait:{} qb:component/qb:{} ?it }}"
    for kind, expected in [("dimension", 4), ("measure", 1), ("attribute", 3)]:
        narrow = values(store, query.format("structure-reference", kind))
        assert len(narrow) == expected
        assert set(narrow) <= set(values(store, query.format("structure", kind)))
    kept = {iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for (iri,) in narrow}
    assert kept == {"unitMeasure", "valueQualifier", "confidence"}


def test_there_are_four_data_sets_and_one_alone_has_the_reference_structure(store: Store) -> None:
    assert len(values(store, "SELECT ?it { ?it a qb:DataStructureDefinition }")) == 2
    assert len(values(store, "SELECT ?it { ?it a qb:DataSet }")) == 4
    narrow = "SELECT ?it { ?it qb:structure portrait:structure-reference }"
    assert values(store, narrow) == [("https://w3id.org/chantier-es/id/portrait/reference",)]


def test_the_reference_figures_answer_a_plain_question_in_three_lines(store: Store) -> None:
    query = """SELECT ?year ?value {
      ?figure a ces:ReferenceFigure ; ces:measure c:nombre-entreprises ;
        ces:legalForm c:forme-ensemble ; sdmx-dimension:refPeriod ?year ;
        sdmx-dimension:refArea territoire:quebec ; sdmx-measure:obsValue ?value
    } ORDER BY ?year"""
    assert values(store, query) == [("2016", "11200"), ("2022", "11360")]


def test_the_members_of_the_four_kinds_of_enterprise_add_up_to_the_total(store: Store) -> None:
    query = """SELECT ?form ?value {
      ?figure ces:measure c:nombre-membres ; ces:legalForm ?form ; sdmx-measure:obsValue ?value ;
        ces:statedIn <https://w3id.org/chantier-es/id/source/rcdec-portrait-2016>
    }"""
    found = {form.rsplit("/", 1)[-1]: int(value) for form, value in values(store, query)}
    total = found.pop("forme-ensemble")
    assert (len(found), sum(found.values())) == (4, total)


def test_the_shares_of_revenue_by_form_add_up_to_a_hundred(store: Store) -> None:
    query = "SELECT ?v { ?it a ces:PortraitObservation ; ces:measure c:part-des-revenus ; "
    shares = values(store, query + "sdmx-measure:obsValue ?v }")
    assert sorted(int(value) for (value,) in shares) == [3, 18, 38, 41]


def test_an_area_of_several_regions_says_which(store: Store) -> None:
    query = """SELECT ?part {
      ?share ces:measure c:part-des-entreprises-du-quebec ; a ces:PortraitObservation ;
        sdmx-dimension:refArea/dcterms:hasPart ?part
    } ORDER BY ?part"""
    assert [part.rsplit("/", 1)[-1] for (part,) in values(store, query)] == ["03", "06", "16"]


def test_the_page_states_its_three_figures_and_they_say_so(store: Store) -> None:
    query = """SELECT ?statement ?observation {
      ?statement ces:statesObservation ?observation .
      ?observation ces:statedBy ?statement
    }"""
    found = {observation.rsplit("/", 1)[-1] for _, observation in values(store, query)}
    assert found == {"page-chiffre-affaires", "page-entreprises", "page-personnes"}
    assert not holds(store, "ASK { ?o ces:statedBy ?s MINUS { ?s ces:statesObservation ?o } }")


def test_the_page_gives_the_values_that_its_sentences_give(store: Store) -> None:
    query = """SELECT ?value {
      ?observation ces:statedIn <https://w3id.org/chantier-es/id/source/page> ;
        sdmx-measure:obsValue ?value
    } ORDER BY ?value"""
    assert [value for (value,) in values(store, query)] == ["11200", "220000", "47000000000"]


def test_the_two_editions_give_the_figures_of_their_releases(store: Store) -> None:
    query = """SELECT ?value {{
      ?observation ces:statedIn <https://w3id.org/chantier-es/id/source/{}> ;
        ces:measure c:{} ;
        ces:legalForm c:forme-ensemble ;
        ces:activitySector c:tous-secteurs ;
        sdmx-measure:obsValue ?value
    }}"""
    expected = {
        "isq-communique-2019": ["11200", "47800000000", "220000"],
        "isq-communique-2025": ["11360", "53600000000", "248000"],
    }
    measures = ("nombre-entreprises", "chiffre-affaires", "emplois-salaries")
    for source, numbers in expected.items():
        found = [values(store, query.format(source, measure)) for measure in measures]
        assert found == [[(number,)] for number in numbers]
