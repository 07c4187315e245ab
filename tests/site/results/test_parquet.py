"""Solutions as Parquet."""

from __future__ import annotations

import io
import json

import pytest

from chantier.errors import NotAcceptable
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
