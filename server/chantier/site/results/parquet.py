"""Solutions as Parquet: columns typed as their datatypes are; needs ``pyarrow``.

Sources: https://parquet.apache.org/docs/file-format/types/,
https://www.w3.org/TR/sparql11-results-csv-tsv/ (IRIs, blank nodes and texts as CSV has them)
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from chantier.errors import NotAcceptable
from chantier.namespaces import PREFIXES
from chantier.rdf.formats import Format
from chantier.rdf.terms import Term
from chantier.site.results.solutions import SolutionTable

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET = Format("parquet", "application/vnd.apache.parquet", "parquet")
_Maker = Callable[[Any, "list[str | None]"], "pa.Array"]
_XSD = PREFIXES["xsd"]
_WHOLE = frozenset({"integer", "int", "long", "short", "byte", "nonNegativeInteger"})
_MAX_DECIMAL_DIGITS_COUNT = 38
"""Digits of a decimal number in Arrow."""


def parquet(solutions: SolutionTable) -> bytes:
    """Write solutions as a Parquet file.

    A column whose values all have one datatype is typed: whole numbers as int64 (or decimal, if
    one is too large), decimals exactly, doubles, booleans, dates, date-times in UTC. Whatever else
    is a string: IRIs, texts without their language, and columns that mix datatypes.

    Raises:
        NotAcceptable: ``pyarrow`` is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet as file_format
    except ImportError:
        raise NotAcceptable(
            "Parquet is not written here: the server lacks pyarrow. Ask for CSV, or install"
            " “chantier-es[parquet]”.",
            ("text/csv", "text/tab-separated-values", "application/sparql-results+json"),
        ) from None
    columns = [_column(pa, solutions.column(index)) for index in range(len(solutions.variables))]
    written = io.BytesIO()
    table = pa.table(columns, names=list(solutions.variables))
    file_format.write_table(table, written, compression="zstd")
    return written.getvalue()


def _column(pa: Any, terms: list[Term | None]) -> pa.Array:
    datatypes = {_datatype(term) for term in terms if term is not None}
    if len(datatypes) == 1:
        make = _MAKERS.get(datatypes.pop())
        if make:
            try:
                return make(pa, [None if term is None else _lexical(term) for term in terms])
            except (ValueError, InvalidOperation, OverflowError):
                pass  # a lexical form out of its type, or out of the range of Arrow's
    return pa.array([None if term is None else _lexical(term) for term in terms], pa.string())


def _datatype(term: Term) -> str:
    return term.datatype.value if isinstance(term, ox.Literal) else ""


def _lexical(term: Term) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)


def _whole(pa: Any, texts: list[str | None]) -> pa.Array:
    values = [None if text is None else int(text) for text in texts]
    if all(value is None or -(2**63) <= value < 2**63 for value in values):
        return pa.array(values, pa.int64())
    return _decimals(pa, texts)


def _decimals(pa: Any, texts: list[str | None]) -> pa.Array:
    values = [None if text is None else Decimal(text) for text in texts]
    tuples = [value.as_tuple() for value in values if value is not None]
    scale = max((max(-int(item.exponent), 0) for item in tuples), default=0)
    whole = max((len(item.digits) + int(item.exponent) for item in tuples), default=1)
    digits = max(whole, 1) + scale
    if digits > _MAX_DECIMAL_DIGITS_COUNT:
        raise ValueError("more digits than Arrow keeps")
    return pa.array(values, pa.decimal128(digits, scale))


def _typed(parse: Callable[[str], object], arrow_type: Callable[[Any], Any]) -> _Maker:
    """What makes a column of values that are parsed one by one."""
    return lambda pa, texts: pa.array(
        [None if text is None else parse(text) for text in texts], arrow_type(pa)
    )


def _moments(pa: Any, texts: list[str | None]) -> pa.Array:
    values = [None if text is None else datetime.fromisoformat(text) for text in texts]
    zoned = {value.tzinfo is not None for value in values if value is not None}
    if len(zoned) > 1:
        raise ValueError("some have a time zone and others have none")
    zone = "UTC" if zoned == {True} else None
    return pa.array(values, pa.timestamp("us", tz=zone))


_MAKERS: dict[str, _Maker] = {
    **dict.fromkeys((_XSD + name for name in _WHOLE), _whole),
    f"{_XSD}decimal": _decimals,
    f"{_XSD}double": _typed(float, lambda pa: pa.float64()),
    f"{_XSD}float": _typed(float, lambda pa: pa.float64()),
    f"{_XSD}boolean": _typed(lambda text: text in ("true", "1"), lambda pa: pa.bool_()),
    f"{_XSD}date": _typed(date.fromisoformat, lambda pa: pa.date32()),
    f"{_XSD}dateTime": _moments,
}
