"""The datatypes of XML Schema in RDF: the family of values of each, and how these are written.

The one table of them: whatever needs to know a number from a date asks it. RDF allows no space
around a value, and the digits are those of ASCII.

Sources: https://www.w3.org/TR/rdf11-concepts/#xsd-datatypes, https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import re
from enum import Enum

import pyoxigraph as ox

from chantier.namespaces import PREFIXES


class Family(Enum):
    """Values that are compared with one another; each with the names of its datatypes."""

    INTEGER = (
        "integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger"
        " negativeInteger unsignedLong unsignedInt unsignedShort unsignedByte"
    )
    DECIMAL = "decimal"
    FLOATING = "double float"
    BOOLEAN = "boolean"
    YEAR = "gYear"
    YEAR_MONTH = "gYearMonth"
    DATE = "date"
    DATE_TIME = "dateTime dateTimeStamp"
    TIME = "time"
    DAY_TIME_DURATION = "dayTimeDuration"


NUMBERS = frozenset({Family.INTEGER, Family.DECIMAL, Family.FLOATING})
"""From the narrowest to the widest: an integer is a decimal, and any of them may become a double.
Source: https://www.w3.org/TR/xpath20/#promotion"""
MOMENTS = frozenset({Family.YEAR, Family.YEAR_MONTH, Family.DATE, Family.DATE_TIME})
"""What has a place on a line of time."""

_DIGITS = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])"
_DAY = rf"{_MONTH}-(?P<day>0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
LEXICAL_FORMS = {
    family: re.compile(pattern)
    for family, pattern in {
        Family.INTEGER: r"[+-]?[0-9]+",
        Family.DECIMAL: rf"[+-]?{_DIGITS}",
        Family.FLOATING: rf"[+-]?{_DIGITS}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN",
        Family.BOOLEAN: "true|false|1|0",
        Family.YEAR: rf"{_YEAR}{_ZONE}?",
        Family.YEAR_MONTH: rf"{_MONTH}{_ZONE}?",
        Family.DATE: rf"{_DAY}{_ZONE}?",
        Family.DATE_TIME: rf"{_DAY}T{_CLOCK}{_ZONE}?",
        Family.TIME: rf"{_CLOCK}{_ZONE}?",
        Family.DAY_TIME_DURATION: (
            r"-?P(?=[0-9]|T[0-9])(?:(?P<days>[0-9]+)D)?(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?"
            r"(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
        ),
    }.items()
}
"""How the values of a family are written; groups have the names of the parts, such as ``year`` and
``zone``. A few days that no calendar has are let through, such as 31 February."""
_FAMILIES = {
    f"{PREFIXES['xsd']}{name}": family for family in Family for name in family.value.split(" ")
}


def family_of(datatype: str) -> Family | None:
    """The family of a datatype, given by its IRI; ``None`` for one that is not of this table."""
    return _FAMILIES.get(datatype)


def value_family(term: object) -> Family | None:
    """The family of the value that a term stands for.

    ``None`` for what is no literal of these datatypes, and for one that is not written as its
    datatype asks, such as ``"abc"^^xsd:integer``.
    """
    if not isinstance(term, ox.Literal):
        return None
    family = family_of(term.datatype.value)
    return family if family and LEXICAL_FORMS[family].fullmatch(term.value) else None
