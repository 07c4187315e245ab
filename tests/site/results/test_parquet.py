"""Solutions as Parquet."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import inf
from typing import Any

import pytest

from chantier.errors import NotAcceptable
from chantier.namespaces import PREFIXES
from chantier.site.results.parquet import parquet
from support.solutions import solutions


def test_parquet_is_refused_with_a_sentence_where_pyarrow_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(NotAcceptable, match="lacks pyarrow"):
        parquet(solutions("SELECT ?n { VALUES ?n { 1 } }"))


def test_parquet_columns_have_the_types_of_their_datatypes() -> None:
    pa = pytest.importorskip("pyarrow", reason="the “parquet” extra")
    from pyarrow.parquet import read_table

    xsd = "http://www.w3.org/2001/XMLSchema#"
    read = solutions(
        "SELECT ?i ?d ?b ?t ?l ?r ?m ?x ?u ?h { VALUES (?i ?d ?b ?t ?l ?r ?m ?x ?u ?h) {"
        f' (1 1.25 true "2026-11-25"^^<{xsd}date> "é"@fr <http://e/a> 1 2e3 UNDEF'
        f' 123456789012345678901234567890) (UNDEF 10.5 false UNDEF "b" <http://e/b> "x" 1e0 UNDEF'
        " 1) } }"
    )
    found = read_table(io.BytesIO(parquet(read)))
    assert found.column_names == list(read.variables)
    assert [field.type for field in found.schema] == [
        pa.int64(), pa.decimal128(4, 2), pa.bool_(), pa.date32(), pa.string(), pa.string(),
        pa.string(), pa.float64(), pa.string(), pa.decimal128(30, 0),
    ]  # fmt: skip
    rows = json.loads(json.dumps(found.to_pylist(), default=str))
    assert rows[0]["i"] == 1
    assert rows[1]["i"] is None
    assert rows[0]["l"] == "é"
    assert rows[0]["h"] == "123456789012345678901234567890"


def column(values: str) -> tuple[str, list[Any], dict[str, str]]:
    """Type, values and metadata of a column, as a reader of Parquet finds them."""
    pytest.importorskip("pyarrow", reason="the “parquet” extra")
    from pyarrow.parquet import read_table

    prefix = f"PREFIX xsd: <{PREFIXES['xsd']}> PREFIX e: <http://e/>"
    read = solutions(f"{prefix} SELECT ?x {{ VALUES ?x {{ {values} }} }}")
    table = read_table(io.BytesIO(parquet(read)))
    metadata = table.schema[0].metadata or {}
    return (
        str(table.schema[0].type),
        table["x"].to_pylist(),
        {key.decode(): value.decode() for key, value in metadata.items()},
    )


@pytest.mark.parametrize(
    ("values", "arrow_type", "found"),
    [
        ("-3 15.6 UNDEF", "decimal128(3, 1)", [Decimal(-3), Decimal("15.6"), None]),
        ("1 0.1 2e3", "double", [1.0, 0.1, 2000.0]),
        ("9223372036854775808 1", "decimal128(19, 0)", [2**63, 1]),
        ("1" + "0" * 50, "decimal256(51, 0)", [10**50]),
        ("1.5000000000000000000000000000000000000000 2", "decimal128(2, 1)", [Decimal("1.5"), 2]),
        (
            '"18446744073709551615"^^xsd:unsignedLong "5"^^xsd:unsignedByte "-1"^^xsd:integer',
            "decimal128(20, 0)",
            [2**64 - 1, 5, -1],
        ),
        ('"7"^^xsd:positiveInteger "9"^^xsd:unsignedShort 1', "int64", [7, 9, 1]),
        # A double would round the first.
        ("9007199254740993 1.5e0", "decimal128(17, 1)", [2**53 + 1, Decimal("1.5")]),
        ('"INF"^^xsd:double "-INF"^^xsd:float 1', "double", [inf, -inf, 1.0]),
        ('"1"^^xsd:boolean true "0"^^xsd:boolean UNDEF', "bool", [True, True, False, None]),
        ('"2016"^^xsd:gYear "-0044"^^xsd:gYear UNDEF', "int16", [2016, -44, None]),
        ('"99999"^^xsd:gYear', "int64", [99999]),
        ('"2016-05-01"^^xsd:date UNDEF', "date32[day]", [date(2016, 5, 1), None]),
        (
            '"2016-05-01T10:00:00-05:00"^^xsd:dateTime "2016-05-01T10:00:00Z"^^xsd:dateTimeStamp',
            "timestamp[us, tz=UTC]",
            [datetime(2016, 5, 1, 15, tzinfo=UTC), datetime(2016, 5, 1, 10, tzinfo=UTC)],
        ),
        (
            '"2016-05-01T10:00:00.5"^^xsd:dateTime',
            "timestamp[us]",
            [datetime(2016, 5, 1, 10, 0, 0, 500_000)],
        ),
        ('"13:20:00"^^xsd:time', "time64[us]", [time(13, 20)]),
        (
            '"P1DT2H3.5S"^^xsd:dayTimeDuration "-PT1M"^^xsd:dayTimeDuration',
            "duration[us]",
            [timedelta(days=1, hours=2, seconds=3.5), timedelta(minutes=-1)],
        ),
    ],
)
def test_values_come_back_with_the_type_that_holds_all_of_them(
    values: str, arrow_type: str, found: list[object]
) -> None:
    assert column(values)[:2] == (arrow_type, found)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ('1 "abc"^^xsd:integer', ["1", "abc"]),
        ('1 "1_0"^^xsd:integer', ["1", "1_0"]),
        ('1 "x" e:a', ["1", "x", "http://e/a"]),
        ("1 true", ["1", "true"]),
        ('2016 "2016"^^xsd:gYear', ["2016", "2016"]),
        (f"1{'0' * 80} 1", ["1" + "0" * 80, "1"]),
        # No infinity stands for a number that is only too large.
        (f"1{'0' * 400} 1.5e0", ["1" + "0" * 400, "1.5"]),
        ('"2016Z"^^xsd:gYear "2017"^^xsd:gYear', ["2016Z", "2017"]),
        ('"2016-05-01-05:00"^^xsd:date "2016-05-02"^^xsd:date', ["2016-05-01-05:00", "2016-05-02"]),
        (
            '"2016-05-01T10:00:00-05:00"^^xsd:dateTime "2016-05-01T10:00:00"^^xsd:dateTime',
            ["2016-05-01T10:00:00-05:00", "2016-05-01T10:00:00"],
        ),
        ('"2016-05-01T10:00:00.1234567"^^xsd:dateTime', ["2016-05-01T10:00:00.1234567"]),
        ('"-0016-05-01"^^xsd:date', ["-0016-05-01"]),
        ('"2016-05"^^xsd:gYearMonth', ["2016-05"]),
        ('"--05-01"^^xsd:gMonthDay', ["--05-01"]),
        ('"P1Y"^^xsd:yearMonthDuration "PT1S"^^xsd:duration', ["P1Y", "PT1S"]),
        ('"a"@fr "b"@en', ["a", "b"]),
        ("<<( e:a e:b <http://e/c> )>>", ["<<( <http://e/a> <http://e/b> <http://e/c> )>>"]),
        ("UNDEF", [None]),
    ],
)
def test_what_no_type_holds_without_loss_is_text(values: str, found: list[str | None]) -> None:
    assert column(values)[:2] == ("string", found)


@pytest.mark.parametrize(
    ("values", "shared"),
    [
        ("1 2", {"datatype": "integer"}),
        ("1 2.5", {}),
        ('"2016-05-01-05:00"^^xsd:date', {"datatype": "date", "timezone": "-05:00"}),
        ('"13:20:00Z"^^xsd:time', {"datatype": "time", "timezone": "Z"}),
        ("e:a", {}),
    ],
)
def test_what_all_values_share_is_in_the_metadata(values: str, shared: dict[str, str]) -> None:
    if "datatype" in shared:
        shared = shared | {"datatype": PREFIXES["xsd"] + shared["datatype"]}
    assert column(values)[2] == shared


def test_a_language_that_all_texts_share_is_in_the_metadata() -> None:
    assert column('"a"@fr "b"@fr')[2]["language"] == "fr"
    assert "language" not in column('"a"@fr "b"@en')[2]
