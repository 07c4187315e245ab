"""Names that are nearly right: what a file says by them would be lost, and nothing else tells.

These are the rules of the contract that SHACL cannot state; their severities and messages are in
``shapes/partner/contract.ttl`` all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from chantier.namespaces import BASE, CES, ID, PREFIXES
from chantier.rdf.datatypes import LEXICAL_FORMS, family_of
from chantier.rdf.nquads import split_line
from chantier.rdf.terms import RDF_TYPE
from chantier.validation import literals
from chantier.validation.findings import Finding
from chantier.validation.known_names import KnownNames
from chantier.validation.linked_kinds import KINDS, wants_thing
from chantier.validation.vocabulary_terms import Role, split_iri

RULES = {
    name: f"{PREFIXES['shape']}contract-{name}"
    for name in (
        "namespace",
        "term",
        "unknown-term",
        "address",
        "link",
        "literal",
        "text",
        "iri",
        "homonym",
    )
}
"""The rules, each with the IRI that it is described under."""
_OURS = b"chantier-es"
"""In every IRI of ours, however it is written."""
_YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]([0-9]{1,2})[/. -]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_ONE_YEAR = re.compile(r"(?<![0-9])(1[6-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_XSD = PREFIXES["xsd"]
LAST_MONTH_VALUE = 12
NEQ_DIGITS = 10


_Rules = dict[tuple[str, Role], list[tuple[str, str]]]
"""The rules that terms break, with what was meant."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement, its terms as N-Quads writes them."""

    subject: str
    predicate: str
    value: bytes

    def finding(self, rule: str, value: str, correction: str) -> Finding:
        return Finding(
            rule=RULES[rule],
            severity="violation",
            focus=self.subject,
            value=value,
            message_fr="",
            message_en="",
            predicate=self.predicate,
            correction=correction,
        )


def lookalikes(lines: Iterable[bytes], names: KnownNames) -> Iterator[Finding]:
    """What is nearly a known name, and literals that are not what they say, without messages.

    Args:
        lines: what somebody else says, as N-Quads lines; gone through twice.
        names: those that are known.
    """
    guests = list(lines)
    own = {line[1 : line.index(b">")].decode() for line in guests if line[:1] == b"<"}
    wrong_terms: _Rules = {}
    for line in guests:
        subject, predicate, value = split_line(line)[0].split(b" ", 2)
        verb = predicate[1:-1].decode()
        said = _Said(subject.decode().strip("<>"), verb, value)
        yield from _wrong_term(said, verb, "property", names, wrong_terms)
        if value[:1] == b"<":
            if verb == RDF_TYPE:
                kind = value[1:-1].decode()
                yield from _wrong_term(said, kind, "class", names, wrong_terms)
        elif value[:1] == b'"':
            if wants_thing(verb, names):
                yield _text_for_thing(said, names)
            if value[-1:] == b">":
                yield from _wrong_literal(said, names, wrong_terms)
        if _OURS in subject or (_OURS in value and value[:1] == b"<" and verb != RDF_TYPE):
            yield from _wrong_links(said, names, own)


def corrected(finding: Finding, names: KnownNames) -> Finding:
    """A finding of a shape, with what was probably meant where that can be known."""
    value, predicate = finding.value, finding.predicate
    correction = ""
    if predicate in KINDS and value != predicate:
        correction = compact_iri(names.meant(KINDS[predicate], value))
    elif predicate == f"{PREFIXES['owl']}sameAs":
        correction = "skos:exactMatch"
    elif predicate == f"{CES}neq":
        digits = re.sub(r"\D", "", value)
        is_whole = len(digits) == NEQ_DIGITS and not re.search(r"[,.eE+]", value)
        correction = f'"{digits}"' if is_whole else ""
    elif predicate == f"{PREFIXES['schema']}numberOfEmployees" and value.strip().isdecimal():
        correction = str(int(value))
    elif predicate == "" and (moment := right_date(value)):
        correction = moment
    return replace(finding, correction=correction) if correction else finding


def with_messages(finding: Finding, texts: Mapping[str, Mapping[str, str]]) -> Finding:
    """A finding with the severity and the messages of its rule.

    Args:
        finding: of one of the rules.
        texts: by rule ``severity``, ``fr`` and ``en``.
    """
    rule = texts[finding.rule]
    return replace(finding, severity=rule["severity"], message_fr=rule["fr"], message_en=rule["en"])


def right_date(text: str) -> str:
    """A date as Turtle writes it; empty where the text has several readings, or none."""
    if found := _YEAR_FIRST.fullmatch(text.strip().partition("T")[0]):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(text.strip()):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        if first > LAST_MONTH_VALUE:
            return _day(year, second, first)
        return _day(year, first, second) if second > LAST_MONTH_VALUE or first == second else ""
    years = set(_ONE_YEAR.findall(text))
    return f'"{years.pop()}"^^xsd:gYear' if len(years) == 1 else ""


def compact_iri(iri: str) -> str:
    """An IRI as Turtle writes it in full; empty for none."""
    return f"<{iri}>" if iri else ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return f'"{date(year, month, day).isoformat()}"^^xsd:date'
    except ValueError:
        return ""


def _wrong_term(
    said: _Said, iri: str, role: Role, names: KnownNames, cache: _Rules
) -> Iterator[Finding]:
    if (iri, role) not in cache:
        cache[iri, role] = list(_rules_for_term(iri, role, names))
    for rule, right in cache[iri, role]:
        yield said.finding(rule, iri, compact_iri(right))


def _rules_for_term(iri: str, role: Role, names: KnownNames) -> Iterator[tuple[str, str]]:
    """The rules that a property, a class or a datatype breaks, and what was probably meant."""
    space, local = split_iri(iri)
    known = space if names.is_known(space) else names.right_namespace(space, local)
    if not known:
        return
    if known != space:
        yield "namespace", known
    if names.terms.lacks(known, local, role):
        right = names.terms.nearest(known, local, role)
        # Of our own terms the list is whole; the others’ may have grown.
        is_sure = right or known == CES or names.terms.has(known, local)
        yield ("term" if is_sure else "unknown-term"), right


def _text_for_thing(said: _Said, names: KnownNames) -> Finding:
    text = literals.text(said.value).strip()
    if "://" in text and not any(sign.isspace() for sign in text):
        right = names.corrected_address(text)
        return said.finding("iri", text, compact_iri(right if right in names.things else ""))
    kinds = KINDS.get(said.predicate, ())
    return said.finding("text", text, compact_iri(names.meant(kinds, text) if kinds else ""))


def _wrong_literal(said: _Said, names: KnownNames, cache: _Rules) -> Iterator[Finding]:
    kind = literals.datatype(said.value)
    yield from _wrong_term(said, kind, "datatype", names, cache)
    family = family_of(kind)
    if family is None:
        return
    text = literals.text(said.value)
    is_day = kind == f"{_XSD}date" and LEXICAL_FORMS[family].fullmatch(text)
    if (is_day and _is_no_day(text)) or not LEXICAL_FORMS[family].fullmatch(text):
        yield said.finding("literal", text, right_date(text))


def _is_no_day(text: str) -> bool:
    year, month, day = text.lstrip("-")[:10].split("-")
    return not text.startswith("-") and len(year) == 4 and not _day(int(year), int(month), int(day))


def _wrong_links(said: _Said, names: KnownNames, own: Collection[str]) -> Iterator[Finding]:
    values = [said.subject] if _OURS.decode() in said.subject else []
    if said.value[:1] == b"<" and _OURS in said.value:
        values.append(said.value[1:-1].decode())
    for iri in values:
        if right := names.corrected_address(iri):
            if right in names.things or not iri.startswith(BASE) or right.startswith(CES):
                yield said.finding("address", iri, compact_iri(right))
        elif iri.startswith(ID) and iri not in names.things and iri not in own:
            kind = KINDS.get(said.predicate, (split_iri(iri)[0],))
            yield said.finding("link", iri, compact_iri(names.meant(kind, iri)))
