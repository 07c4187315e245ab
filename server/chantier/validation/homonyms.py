"""Organizations with the same name in the same municipality: two records of one, in all likelihood.

SHACL would compare each with each of the same name; here each is looked up once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from chantier.namespaces import expand
from chantier.rdf.nquads import split_line
from chantier.text.words import normalised
from chantier.validation.findings import Finding
from chantier.validation.literals import text
from chantier.validation.lookalikes import RULES

MAX_NAMED_COUNT = 5
"""Others that a finding names."""


def _properties(*names: str) -> frozenset[bytes]:
    return frozenset(f"<{expand(name)}>".encode() for name in names)


_NAMES = _properties("skos:prefLabel", "schema:name", "schema:legalName")
_TO_PLACES = _properties("org:hasPrimarySite", "org:siteAddress", "schema:address")
_PLACES = _properties("vcard:locality", "schema:addressLocality")


def homonyms(judged: Sequence[bytes], beside: Iterable[bytes] = ()) -> Iterator[Finding]:
    """The organizations that share a name and a municipality with another, without messages.

    Names and municipalities are compared without language, capitals, accents and outer spaces.

    Args:
        judged: N-Quads lines of the data that is judged.
        beside: those of other data, in which the other of the two may be.
    """
    names, places, leads = (defaultdict[bytes, set[str]](set) for _ in range(3))
    for line in (*judged, *beside):
        subject, predicate, value = split_line(line)[0].split(b" ", 2)
        if predicate in _NAMES and value[:1] == b'"':
            names[subject].add(normalised(text(value)))
        elif predicate in _PLACES and value[:1] == b'"':
            places[subject].add(normalised(text(value)))
        elif predicate in _TO_PLACES:
            leads[subject].add(value.decode())
    holders = defaultdict[tuple[str, str], set[bytes]](set)
    for subject, own in names.items():
        found = {place for site in leads.get(subject, ()) for place in _within(site, leads, places)}
        for key in ((name, place) for name in own for place in found if name and place):
            holders[key].add(subject)
    ours = {line.split(b" ", 1)[0] for line in judged}
    done = set[bytes]()
    for same in holders.values():
        ranked = sorted(same)
        for subject in ranked if len(ranked) > 1 else ():
            if subject in ours and subject not in done:
                done.add(subject)
                yield _finding(subject, [each for each in ranked if each != subject])


def _within(
    site: str, leads: dict[bytes, set[str]], places: dict[bytes, set[str]]
) -> Iterator[str]:
    """The municipalities of a site or an address, and of the address of a site."""
    for node in (site.encode(), *(each.encode() for each in leads.get(site.encode(), ()))):
        yield from places.get(node, ())


def _finding(subject: bytes, others: list[bytes]) -> Finding:
    shown = [each.decode().strip("<>") for each in others[:MAX_NAMED_COUNT]]
    return Finding(
        rule=RULES["homonym"],
        severity="violation",
        focus=subject.decode().strip("<>"),
        value=", ".join([*shown, "…"] if len(others) > MAX_NAMED_COUNT else shown),
        message_fr="",
        message_en="",
    )
