"""Quotations: each must stand in its source, character by character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from chantier.namespaces import ID, compact
from chantier.rdf.nquads import parse_lines
from chantier.rdf.terms import Facts, facts_of, iri, values
from chantier.validation.findings import Finding

_QUOTING = ("ces:verbatim", "ces:heading")
_PREDICATES = frozenset(
    str(iri(name)).encode()
    for name in (
        *("prov:wasQuotedFrom", "oa:hasSelector", "oa:start", "oa:end", "dcterms:isPartOf"),
        *_QUOTING,
    )
)


def check_quotations(lines: Iterable[bytes], texts: Mapping[str, str]) -> list[Finding]:
    """Compare each quotation with the characters of the passage it was quoted from.

    Args:
        lines: the whole dataset, as N-Quads lines.
        texts: slug of a source document → its text as received.
    """
    own = [line for line in lines if line.split(b" ", 2)[1] in _PREDICATES]
    facts = facts_of(parse_lines(own))
    return [
        finding
        for focus in facts
        for passage in values(facts, focus, "prov:wasQuotedFrom")
        for finding in _compare(focus, passage, facts, texts)
    ]


def _compare(focus: str, passage: str, facts: Facts, texts: Mapping[str, str]) -> Iterator[Finding]:
    sources = values(facts, passage, "dcterms:isPartOf")
    slugs = [source.removeprefix(f"{ID}source/") for source in sources]
    text = next((texts[slug] for slug in slugs if slug in texts), None)
    try:
        start, end = (_bound(passage, name, facts) for name in ("oa:start", "oa:end"))
    except ValueError:
        return  # the shapes report a passage without bounds
    if text is None:
        yield _finding(
            focus,
            compact(passage),
            f"le texte du document de {compact(passage)} manque : déposez-le dans data/sources/",
            f"the text of {compact(passage)}'s document is missing: put it in data/sources/",
        )
        return
    for quotation in (item for name in _QUOTING for item in values(facts, focus, name)):
        if text[start:end] == quotation:
            continue
        found = text.find(quotation)
        where_fr = where_en = ""
        if found >= 0:
            where_fr = f" La citation se trouve en {found}–{found + len(quotation)}."
            where_en = f" The quotation stands at {found}–{found + len(quotation)}."
        yield _finding(
            focus,
            quotation,
            f"la citation n’est pas dans la source : les caractères {start}–{end} sont"
            f" « {text[start:end]} ». Écrivez ce texte ou corrigez {compact(passage)}.{where_fr}",
            f"the quotation is not in the source: characters {start}–{end} are"
            f" “{text[start:end]}”. Write that text, or correct {compact(passage)}.{where_en}",
        )


def _bound(passage: str, name: str, facts: Facts) -> int:
    """A bound of a passage, which one of its selectors has; ValueError where none has one."""
    selectors = values(facts, passage, "oa:hasSelector")
    bounds = (bound for selector in selectors for bound in values(facts, selector, name))
    return int(next(bounds, ""))


def _finding(focus: str, value: str, message_fr: str, message_en: str) -> Finding:
    return Finding("quotation", "violation", focus, value, message_fr, message_en)
