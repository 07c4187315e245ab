"""Quotations: each must stand in its source, character by character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from chantier.namespaces import CES, ID, PREFIXES, compact
from chantier.rdf.nquads import parse_lines
from chantier.validation.findings import Finding

_QUOTED_FROM = PREFIXES["prov"] + "wasQuotedFrom"
_START = PREFIXES["oa"] + "start"
_END = PREFIXES["oa"] + "end"
_PART_OF = PREFIXES["dcterms"] + "isPartOf"
_QUOTING = (CES + "verbatim", CES + "heading")
_PREDICATES = frozenset(
    f"<{name}>".encode() for name in (_QUOTED_FROM, _START, _END, _PART_OF, *_QUOTING)
)


def check_quotations(lines: Iterable[bytes], texts: Mapping[str, str]) -> list[Finding]:
    """Compare each quotation with the characters of the passage it was quoted from.

    Args:
        lines: the whole dataset, as N-Quads lines.
        texts: slug of a source document → its text as received.
    """
    values: dict[str, dict[str, list[str]]] = {}
    for quad in parse_lines([line for line in lines if line.split(b" ", 2)[1] in _PREDICATES]):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            about = values.setdefault(quad.subject.value, {})
            about.setdefault(quad.predicate.value, []).append(quad.object.value)
    return [
        finding
        for focus, about in values.items()
        for passage in about.get(_QUOTED_FROM, [])
        for finding in _compare(focus, about, passage, values.get(passage, {}), texts)
    ]


def _compare(
    focus: str,
    about: Mapping[str, list[str]],
    passage: str,
    place: Mapping[str, list[str]],
    texts: Mapping[str, str],
) -> Iterator[Finding]:
    slugs = [iri.removeprefix(f"{ID}source/") for iri in place.get(_PART_OF, [])]
    text = next((texts[slug] for slug in slugs if slug in texts), None)
    try:
        start, end = int(place[_START][0]), int(place[_END][0])
    except (KeyError, ValueError):
        return  # the shapes report a passage without bounds
    if text is None:
        yield _finding(
            focus,
            compact(passage),
            f"le texte du document de {compact(passage)} manque : déposez-le dans data/sources/",
            f"the text of {compact(passage)}'s document is missing: put it in data/sources/",
        )
        return
    for quotation in (item for name in _QUOTING for item in about.get(name, [])):
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


def _finding(focus: str, value: str, message_fr: str, message_en: str) -> Finding:
    return Finding("quotation", "violation", focus, value, message_fr, message_en)
