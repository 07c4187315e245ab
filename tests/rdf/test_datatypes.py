"""The table of datatypes: which value is of which family, and which literal is of none."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from chantier.namespaces import PREFIXES
from chantier.rdf.datatypes import LEXICAL_FORMS, Family, family_of, value_family

XSD = PREFIXES["xsd"]


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    ("text", "datatype", "family"),
    [
        ("007", "integer", Family.INTEGER),
        ("+5", "unsignedByte", Family.INTEGER),
        ("-5", "negativeInteger", Family.INTEGER),
        (".5", "decimal", Family.DECIMAL),
        ("5.", "decimal", Family.DECIMAL),
        ("1e-3", "float", Family.FLOATING),
        ("-INF", "double", Family.FLOATING),
        ("NaN", "double", Family.FLOATING),
        ("1", "boolean", Family.BOOLEAN),
        ("-0044", "gYear", Family.YEAR),
        ("12016Z", "gYear", Family.YEAR),
        ("2016-05-14:00", "gYearMonth", Family.YEAR_MONTH),
        ("2016-05-01+13:59", "date", Family.DATE),
        ("2016-05-01T24:00:00.0", "dateTime", Family.DATE_TIME),
        ("2016-05-01T10:00:00.25Z", "dateTimeStamp", Family.DATE_TIME),
        ("23:59:59", "time", Family.TIME),
        ("-P1DT2H3M4.5S", "dayTimeDuration", Family.DAY_TIME_DURATION),
    ],
)
def test_a_literal_has_the_family_of_its_datatype(text: str, datatype: str, family: Family) -> None:
    assert value_family(literal(text, datatype)) is family


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("1_0", "integer"), ("1.0", "integer"), (" 1", "integer"), ("1\n", "integer"),
        ("١", "integer"), ("", "integer"), ("1e3", "decimal"), (".", "decimal"),
        ("NaN", "decimal"), ("inf", "double"), ("nan", "double"), ("Infinity", "double"),
        ("True", "boolean"), ("yes", "boolean"), ("216", "gYear"), ("02016", "gYear"),
        ("2016+14:30", "gYear"), ("2016-13", "gYearMonth"), ("20160501", "date"),
        ("2016-W01-1", "date"), ("2016-05-32", "date"), ("2016-05-01 10:00:00", "dateTime"),
        ("2016-05-01T10:00", "dateTime"), ("24:00:01", "time"), ("P", "dayTimeDuration"),
        ("P1DT", "dayTimeDuration"), ("P1Y", "dayTimeDuration"), ("1", "string"),
    ],
)  # fmt: skip
def test_a_literal_that_is_not_written_as_its_datatype_asks_is_of_no_family(
    text: str, datatype: str
) -> None:
    assert value_family(literal(text, datatype)) is None


def test_only_literals_of_xml_schema_have_a_family() -> None:
    others = (ox.NamedNode(f"{XSD}integer"), ox.BlankNode("a"), ox.Literal("1"), None)
    assert [value_family(term) for term in others] == [None] * 4
    assert value_family(ox.Literal("1", datatype=ox.NamedNode("http://e/integer"))) is None


def test_every_family_says_how_its_values_are_written_and_no_datatype_is_in_two() -> None:
    names = [name for family in Family for name in family.value.split(" ")]
    assert len(names) == len(set(names))
    assert all(family_of(XSD + name) in LEXICAL_FORMS for name in names)
