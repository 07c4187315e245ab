"""The properties whose values are things, and the kinds of things of ours that they link to."""

from __future__ import annotations

from collections.abc import Mapping

from chantier.namespaces import CES, ID, PREFIXES
from chantier.rdf.terms import RDF_TYPE
from chantier.validation.known_names import KnownNames

_VOCABULARY = f"{ID}vocabulaire/"
KINDS: Mapping[str, tuple[str, ...]] = {
    f"{PREFIXES['schema']}areaServed": (f"{ID}region/", f"{ID}territoire/"),
    f"{PREFIXES['geo']}sfWithin": (f"{ID}region/", f"{ID}territoire/"),
    f"{PREFIXES['dcterms']}subject": (f"{ID}concept/",),
    f"{PREFIXES['org']}linkedTo": (f"{ID}pole/",),
    f"{CES}accompaniedBy": (f"{ID}pole/",),
    f"{CES}activitySector": (f"{_VOCABULARY}secteurs",),
    f"{CES}industryCode": (f"{_VOCABULARY}scian",),
    f"{CES}legalForm": (f"{_VOCABULARY}formes-juridiques",),
    f"{CES}revenueBand": (f"{_VOCABULARY}tranches-de-revenus",),
    f"{CES}servesAim": (f"{_VOCABULARY}finalites", f"{_VOCABULARY}principes-loi"),
}
"""Property → the kinds of things of ours that its values are."""
_OTHERS = frozenset(
    {RDF_TYPE}
    | {
        f"{PREFIXES[prefix]}{name}"
        for prefix, names in (
            ("dcat", "accessURL dataset distribution downloadURL landingPage theme"),
            ("dcterms", "creator isPartOf license publisher spatial"),
            ("foaf", "homepage isPrimaryTopicOf page"),
            ("org", "classification hasPrimarySite hasSite hasUnit memberOf siteAddress unitOf"),
            ("owl", "sameAs"),
            ("prov", "wasAttributedTo wasDerivedFrom"),
            ("rdfs", "isDefinedBy seeAlso"),
            ("skos", "broadMatch closeMatch exactMatch inScheme narrowMatch relatedMatch"),
        )
        for name in names.split()
    }
)
"""Properties of others whose values are things, by their definition."""


def wants_thing(predicate: str, names: KnownNames) -> bool:
    """Whether a text says nothing as the value of a property."""
    return predicate in KINDS or predicate in _OTHERS or predicate in names.terms.linking
