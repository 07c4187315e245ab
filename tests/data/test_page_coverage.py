"""The graph carries the whole page: every sentence, heading and title, and the noise it sets aside.

The page is `data/sources/page.txt`; a passage is a range of its characters, and whatever quotes a
passage must give the very characters of that range.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

from rdflib import RDF, SKOS, Graph, Literal, Namespace, Node, URIRef

DATA = Path(__file__).parents[2] / "data"
CES = Namespace("https://w3id.org/chantier-es/ns#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OA = Namespace("http://www.w3.org/ns/oa#")
PROV = Namespace("http://www.w3.org/ns/prov#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SOURCE_PAGE = URIRef("https://w3id.org/chantier-es/id/source/page")

NOISE = ("Chargement...", "'", "Lorem ipsum")
Range = tuple[int, int]


@cache
def page() -> str:
    return (DATA / "sources" / "page.txt").read_bytes().decode("utf-8")


@cache
def graph() -> Graph:
    return Graph().parse(DATA / "statements.ttl")


@cache
def documents() -> Graph:
    merged = Graph()
    for path in sorted(DATA.glob("documents*.ttl")):
        merged.parse(path)
    return merged


def integer(subject: Node, predicate: URIRef) -> int:
    value = graph().value(subject, predicate, any=False)
    assert isinstance(value, Literal), f"{subject} has no {predicate}"
    return int(value)


def selector(passage: Node, kind: URIRef) -> Node | None:
    """Gives the one selector of a kind that a passage has, or none."""
    selectors = graph().objects(passage, OA.hasSelector)
    found = [it for it in selectors if (it, RDF.type, kind) in graph()]
    assert len(found) <= 1, passage
    return found[0] if found else None


def passages() -> dict[Node, Range]:
    found = {}
    for passage in graph().subjects(RDF.type, CES.Passage):
        position = selector(passage, OA.TextPositionSelector)
        assert position is not None, passage
        found[passage] = integer(position, OA.start), integer(position, OA.end)
    return found


def quoted_by(subject: Node) -> str:
    """Gives the characters of the page that the passage of a quotation covers."""
    passage = graph().value(subject, PROV.wasQuotedFrom, any=False)
    assert passage is not None, f"{subject} quotes no passage"
    start, end = passages()[passage]
    return page()[start:end]


def statements() -> list[Node]:
    return sorted(graph().subjects(CES.verbatim), key=str)


def sections() -> list[Node]:
    return sorted(graph().subjects(RDF.type, CES.Section), key=str)


def quoting(subject: Node) -> list[Node]:
    return list(graph().objects(subject, PROV.wasQuotedFrom))


def text(subject: Node, language: str) -> str:
    values = graph().objects(subject, CES.statementText)
    (found,) = [it for it in values if isinstance(it, Literal) and it.language == language]
    return str(found)


def normalised(verbatim: str) -> str:
    """Gives a quotation without its layout: single plain spaces, no closing semicolon."""
    return re.sub(r"\s+", " ", verbatim).strip().removesuffix(";").rstrip()


def inside(part: Range, whole: Range) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1]


def uncovered(ranges: list[Range]) -> Iterator[tuple[int, str]]:
    """Gives each character of the page that no range holds, save white space and bullets."""
    covered = {index for start, end in ranges for index in range(start, end)}
    for index, character in enumerate(page()):
        if index not in covered and not character.isspace() and character != "•":
            yield index, character


def test_the_page_is_kept_as_it_was_received() -> None:
    checksum = documents().value(SOURCE_PAGE, SPDX.checksum, any=False)
    value = documents().value(checksum, SPDX.checksumValue, any=False)
    received = (DATA / "sources" / "page.txt").read_bytes()
    assert isinstance(value, Literal)
    assert hashlib.sha256(received).hexdigest() == str(value).lower()
    assert len(page()) == 3640


def test_the_passages_cover_the_page_but_for_white_space_and_bullets() -> None:
    assert list(uncovered(list(passages().values()))) == []


def test_a_passage_taken_away_leaves_a_gap() -> None:
    whole = passages()
    nested = {a for a in whole.values() for b in whole.values() if a != b and inside(a, b)}
    for passage, it in whole.items():
        others = [other for key, other in whole.items() if key != passage]
        gap = list(uncovered(others))
        assert (gap == []) == (it in nested), passage


def test_two_passages_share_no_character_unless_one_holds_the_other() -> None:
    for a, b in combinations(sorted(set(passages().values())), 2):
        assert a[1] <= b[0] or inside(b, a) or inside(a, b), (a, b)


def test_the_page_gives_nineteen_statements_six_headings_one_title_and_three_noises() -> None:
    titles = list(graph().subjects(RDF.type, CES.Attestation))
    noises = set(graph().subjects(CES.exclusionReason))
    assert (len(statements()), len(sections()), len(titles), len(noises)) == (19, 6, 1, 3)
    quoted = [graph().value(it, PROV.wasQuotedFrom) for it in statements() + sections() + titles]
    assert len(set(quoted)) == len(quoted)
    assert set(quoted) | noises == set(passages())
    assert not noises & set(quoted)


def test_every_passage_is_of_the_page_and_names_its_range_in_its_iri() -> None:
    for passage, (start, end) in passages().items():
        assert str(passage).endswith(f"/id/passage/page-{start}-{end}")
        assert (passage, DCTERMS.isPartOf, SOURCE_PAGE) in graph()


def test_a_passage_is_a_part_of_the_page_for_readers_of_web_annotations() -> None:
    for passage in passages():
        assert (passage, RDF.type, OA.SpecificResource) in graph()
        assert (passage, OA.hasSource, SOURCE_PAGE) in graph()
        assert not list(graph().objects(passage, OA.start)), "positions are the selector's"


def test_every_quoted_passage_and_no_noise_is_also_picked_out_by_its_text() -> None:
    for passage, (start, end) in passages().items():
        quotation = selector(passage, OA.TextQuoteSelector)
        noise = (passage, CES.exclusionReason, None) in graph()
        assert (quotation is None) == noise, passage
        if quotation is not None:
            assert str(graph().value(quotation, OA.exact, any=False)) == page()[start:end]


def test_the_text_of_a_quoted_passage_is_found_in_one_place_without_its_surroundings() -> None:
    for exact in graph().objects(None, OA.exact):
        assert page().count(str(exact)) == 1, exact


def test_sections_and_statements_are_numbered_from_top_to_bottom() -> None:
    ranked = {integer(it, CES.documentOrder): it for it in graph().subjects(CES.documentOrder)}
    assert sorted(ranked) == list(range(1, len(statements()) + len(sections()) + 1))
    read = [passages()[quoted] for _, it in sorted(ranked.items()) for quoted in quoting(it)]
    assert read == sorted(read, key=lambda it: (it[0], -it[1]))
    assert {*ranked.values()} == {*statements(), *sections()}


def test_a_statement_is_read_under_the_heading_of_its_section() -> None:
    headings = {it: integer(it, CES.documentOrder) for it in sections()}
    for statement in statements():
        rank = integer(statement, CES.documentOrder)
        under = max((it for it in headings if headings[it] < rank), key=headings.__getitem__)
        assert graph().value(statement, CES.inSection, any=False) == under


def test_every_verbatim_is_the_text_of_its_range() -> None:
    for statement in statements():
        assert str(graph().value(statement, CES.verbatim, any=False)) == quoted_by(statement)


def test_every_heading_is_the_text_of_its_range() -> None:
    for section in graph().subjects(RDF.type, CES.Section):
        assert str(graph().value(section, CES.heading, any=False)) == quoted_by(section)


def test_the_title_is_the_text_of_its_range() -> None:
    for title in graph().subjects(RDF.type, CES.Attestation):
        assert str(graph().value(title, RDF.object, any=False)) == quoted_by(title)


def test_the_french_text_is_the_verbatim_without_its_layout() -> None:
    for statement in statements():
        verbatim = str(graph().value(statement, CES.verbatim, any=False))
        assert text(statement, "fr") == normalised(verbatim)


def test_every_statement_is_translated_and_says_that_the_translation_is_not_official() -> None:
    for statement in statements():
        english = text(statement, "en")
        assert english
        assert english != text(statement, "fr")
        status = graph().value(statement, CES.translationStatus, any=False)
        assert str(status).endswith("/id/concept/traduction-non-officielle")


def test_no_statement_text_contains_noise() -> None:
    layout = re.compile(r"[\u00a0•]|\s\s|;$|'|Lorem ipsum|Chargement")
    for statement in statements():
        for language in ("fr", "en"):
            assert not layout.search(text(statement, language)), statement


def test_the_noise_is_what_the_page_holds_beside_its_message() -> None:
    found = {passages()[it] for it in graph().subjects(CES.exclusionReason)}
    texts = [page()[start:end] for start, end in sorted(found)]
    assert [it.startswith(noise) for it, noise in zip(texts, NOISE, strict=True)] == [True] * 3
    for passage in graph().subjects(CES.exclusionReason):
        reasons = graph().objects(passage, CES.exclusionReason)
        assert {it.language for it in reasons if isinstance(it, Literal)} == {"fr", "en"}


def test_everything_taken_from_the_page_has_a_label_in_both_languages() -> None:
    for subject in set(graph().subjects()):
        labels = graph().objects(subject, SKOS.prefLabel)
        assert {it.language for it in labels if isinstance(it, Literal)} == {"fr", "en"}, subject
