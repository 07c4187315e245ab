"""The SKOS vocabularies: their integrity (SKOS Reference) and their bilingual texts.

Source: https://www.w3.org/TR/skos-reference/ (S9, S13, S14, S24, S27).
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

FOLDER = Path(__file__).parents[2] / "ontology" / "vocabularies"
FILES = sorted(FOLDER.glob("*.ttl"))
NAMES = [
    "actions",
    "confiance",
    "echelles",
    "finalites",
    "formes-juridiques",
    "mesures",
    "modalites",
    "moyens",
    "principes-loi",
    "publics",
    "qualificatifs",
    "relations",
    "scian",
    "secteurs",
    "statuts-traduction",
    "sujets",
    "tranches-de-revenus",
    "valeurs",
]
LANGUAGES = ("fr", "en")

BASE = "https://w3id.org/chantier-es/"
CONCEPT = f"{BASE}id/concept/"
SCHEME = f"{BASE}id/vocabulaire/"
DCTERMS = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DEFINED_BY = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"
PREFERRED = f"{SKOS}prefLabel"
ALTERNATIVE = f"{SKOS}altLabel"
DEFINITION = f"{SKOS}definition"
BROADER = f"{SKOS}broader"
NARROWER = f"{SKOS}narrower"
RELATED = f"{SKOS}related"
TOP = f"{SKOS}topConceptOf"

Links = set[tuple[str, str]]


def triples(file: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=file, format=RdfFormat.TURTLE)]


EVERYTHING = [triple for file in FILES for triple in triples(file)]


def links(predicate: str, among: list[Triple] = EVERYTHING) -> Links:
    """The pairs of IRIs that the predicate joins."""
    return {
        (triple.subject.value, triple.object.value)
        for triple in among
        if triple.predicate.value == predicate
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, NamedNode)
    }


def instances(class_name: str, among: list[Triple] = EVERYTHING) -> set[str]:
    return {thing for thing, type_ in links(TYPE, among) if type_ == f"{SKOS}{class_name}"}


def texts(thing: str, predicate: str) -> list[Literal]:
    return [
        triple.object
        for triple in EVERYTHING
        if isinstance(triple.subject, NamedNode)
        and triple.subject.value == thing
        and triple.predicate.value == predicate
        and isinstance(triple.object, Literal)
    ]


def words(thing: str, predicate: str, language: str) -> list[str]:
    return [text.value for text in texts(thing, predicate) if text.language == language]


def literals(language: str | None = None) -> Iterator[str]:
    for triple in EVERYTHING:
        if isinstance(triple.object, Literal) and language in (None, triple.object.language):
            yield triple.object.value


def ancestors(concept: str) -> set[str]:
    """Everything above the concept; the concept itself too when the hierarchy has a cycle."""
    parents = links(BROADER)
    found: set[str] = set()
    frontier = {concept}
    while frontier:
        frontier = {above for below, above in parents if below in frontier} - found
        found |= frontier
    return found


CONCEPTS = sorted(instances("Concept"))
SCHEMES = sorted(instances("ConceptScheme"))


def test_the_folder_holds_these_vocabularies() -> None:
    assert [file.stem for file in FILES] == NAMES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_file_holds_one_scheme_named_as_the_file_and_its_concepts(file: Path) -> None:
    stated = triples(file)
    scheme = f"{SCHEME}{file.stem}"
    assert instances("ConceptScheme", stated) == {scheme}
    concepts = instances("Concept", stated)
    assert concepts
    assert links(f"{SKOS}inScheme", stated) == {(concept, scheme) for concept in concepts}
    assert links(DEFINED_BY, stated) == {(concept, scheme) for concept in concepts}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_describes_nothing_but_its_scheme_and_its_concepts(file: Path) -> None:
    stated = triples(file)
    subjects = {triple.subject.value for triple in stated if isinstance(triple.subject, NamedNode)}
    assert len({str(triple.subject) for triple in stated}) == len(subjects)
    assert subjects == instances("ConceptScheme", stated) | instances("Concept", stated)


def test_each_concept_is_in_exactly_one_scheme() -> None:
    schemes = Counter(concept for concept, _ in links(f"{SKOS}inScheme"))
    assert {concept: schemes[concept] for concept in CONCEPTS} == dict.fromkeys(CONCEPTS, 1)
    assert set(schemes) == set(CONCEPTS)


def test_each_concept_iri_is_a_slug_in_the_concept_namespace() -> None:
    for concept in CONCEPTS:
        slug = concept.removeprefix(CONCEPT)
        assert slug != concept
        assert slug.isascii()
        assert slug == slug.lower()
        assert slug.replace("-", "").isalnum()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_concept_has_one_preferred_label_and_one_definition(language: str) -> None:
    for concept in CONCEPTS:
        assert len(words(concept, PREFERRED, language)) == 1, concept
        assert len(words(concept, DEFINITION, language)) == 1, concept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_has_a_title_a_label_and_a_description(scheme: str, language: str) -> None:
    for predicate in (f"{DCTERMS}title", PREFERRED, f"{DCTERMS}description"):
        assert len(words(scheme, predicate, language)) == 1, predicate
    assert words(scheme, f"{DCTERMS}title", language) == words(scheme, PREFERRED, language)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_says_who_made_it_when_and_under_what_licence(scheme: str) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert (scheme, licence) in links(f"{DCTERMS}license")
    assert scheme in {subject for subject, _ in links(f"{DCTERMS}creator")}
    assert len(texts(scheme, f"{DCTERMS}created")) == 1
    assert len(texts(scheme, f"{DCTERMS}modified")) == 1


def test_every_text_of_a_concept_is_in_french_or_english() -> None:
    for concept in CONCEPTS:
        for predicate in (PREFERRED, ALTERNATIVE, DEFINITION):
            assert {text.language for text in texts(concept, predicate)} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_two_concepts_of_a_scheme_share_a_preferred_label(scheme: str, language: str) -> None:
    members = {concept for concept, home in links(f"{SKOS}inScheme") if home == scheme}
    labels = Counter(
        label.casefold() for member in members for label in words(member, PREFERRED, language)
    )
    assert [label for label, count in labels.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_concepts_share_a_definition(language: str) -> None:
    definitions = Counter(
        definition for concept in CONCEPTS for definition in words(concept, DEFINITION, language)
    )
    assert [text for text, count in definitions.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_alternative_label_repeats_the_preferred_one(language: str) -> None:
    for concept in CONCEPTS:
        preferred = {label.casefold() for label in words(concept, PREFERRED, language)}
        alternative = [label.casefold() for label in words(concept, ALTERNATIVE, language)]
        assert not preferred & set(alternative), concept
        assert len(alternative) == len(set(alternative)), concept


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_alternative_label_is_the_preferred_one_of_a_neighbour(
    scheme: str, language: str
) -> None:
    members = {concept for concept, home in links(f"{SKOS}inScheme") if home == scheme}
    for member in members:
        others = {
            label.casefold()
            for other in members - {member}
            for label in words(other, PREFERRED, language)
        }
        alternative = {label.casefold() for label in words(member, ALTERNATIVE, language)}
        assert not alternative & others, member


def test_no_two_concepts_of_a_scheme_share_a_notation() -> None:
    homes = dict(links(f"{SKOS}inScheme"))
    notations = Counter(
        (homes[concept], notation.value)
        for concept in CONCEPTS
        for notation in texts(concept, f"{SKOS}notation")
    )
    assert [pair for pair, count in notations.items() if count > 1] == []
    coded = {home.removeprefix(SCHEME) for home, _ in notations}
    assert coded == {"confiance", "principes-loi", "scian"}


def test_every_concept_that_is_linked_to_exists() -> None:
    for predicate in (BROADER, NARROWER, RELATED, f"{SKOS}hasTopConcept"):
        assert {end for _, end in links(predicate)} <= set(CONCEPTS), predicate


def test_broader_and_narrower_are_each_other_inverse() -> None:
    assert links(NARROWER) == {(above, below) for below, above in links(BROADER)}


def test_related_is_symmetric_and_links_no_concept_to_itself() -> None:
    related = links(RELATED)
    assert related == {(second, first) for first, second in related}
    assert [first for first, second in related if first == second] == []


def test_no_concept_is_above_itself() -> None:
    assert [concept for concept in CONCEPTS if concept in ancestors(concept)] == []


def test_no_concept_is_related_to_one_above_it() -> None:
    above = {concept: ancestors(concept) for concept in CONCEPTS}
    assert [(first, second) for first, second in links(RELATED) if second in above[first]] == []


def test_no_broader_link_repeats_what_the_hierarchy_already_says() -> None:
    parents = links(BROADER)
    for concept in CONCEPTS:
        direct = {above for below, above in parents if below == concept}
        assert not direct & {upper for above in direct for upper in ancestors(above)}, concept


def test_broader_stays_within_a_scheme() -> None:
    homes = dict(links(f"{SKOS}inScheme"))
    assert [pair for pair in links(BROADER) if homes[pair[0]] != homes[pair[1]]] == []


def test_the_top_concepts_are_those_with_nothing_broader() -> None:
    homes = dict(links(f"{SKOS}inScheme"))
    lower = {below for below, _ in links(BROADER)}
    tops = {(concept, homes[concept]) for concept in CONCEPTS if concept not in lower}
    assert links(TOP) == tops
    assert links(f"{SKOS}hasTopConcept") == {(scheme, concept) for concept, scheme in tops}


def test_the_values_and_only_they_are_core_values() -> None:
    values = {thing for thing, type_ in links(TYPE) if type_ == f"{BASE}ns#CoreValue"}
    homes = links(f"{SKOS}inScheme")
    assert values == {concept for concept, home in homes if home == f"{SCHEME}valeurs"}


def test_each_principle_is_a_numbered_part_of_the_act_and_cites_section_three() -> None:
    section = "http://legisquebec.gouv.qc.ca/en/version/cs/E-1.1.1?code=se:3"
    for number in range(1, 7):
        principle = f"{CONCEPT}principe-{number}"
        assert [code.value for code in texts(principle, f"{SKOS}notation")] == [str(number)]
        assert (principle, section) in links(f"{DCTERMS}source")
        assert (principle, f"{BASE}id/source/loi-es") in links(f"{DCTERMS}isPartOf")


def test_each_principle_is_related_to_a_concept_of_the_statements() -> None:
    homes = {concept: home.removeprefix(SCHEME) for concept, home in links(f"{SKOS}inScheme")}
    facets = {"actions", "publics", "finalites", "moyens", "valeurs", "sujets"}
    reached = {first for first, second in links(RELATED) if homes[second] in facets}
    assert {f"{CONCEPT}principe-{number}" for number in range(1, 7)} <= reached


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_definition_is_a_sentence_that_says_more_than_the_label(language: str) -> None:
    for concept in CONCEPTS:
        [label] = words(concept, PREFERRED, language)
        [definition] = words(concept, DEFINITION, language)
        assert definition[0].isupper(), concept
        assert definition[-1] in ".»”", concept
        assert len(definition) > len(label) + 20, concept


def test_each_definition_is_written_in_both_languages_not_copied() -> None:
    for concept in CONCEPTS:
        assert words(concept, DEFINITION, "fr") != words(concept, DEFINITION, "en"), concept


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_file_is_composed_unicode_with_sorted_prefixes(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", source)
    assert source.endswith(".\n")
    assert not source.endswith("\n\n")
    prefixes = [line for line in source.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)


def test_french_text_has_typographic_apostrophes_quotes_and_spaces() -> None:
    for text in literals("fr"):
        assert "'" not in text, text
        assert '"' not in text, text
        assert " :" not in text, text
        assert "« " not in text, text
        assert " »" not in text, text


def test_no_text_has_stray_spaces() -> None:
    for text in literals():
        assert text == text.strip(), text
        assert "  " not in text, text
