"""Solutions as Parquet: columns typed as their datatypes are; needs ``pyarrow``.

Sources: https://parquet.apache.org/docs/file-format/types/,
https://www.w3.org/TR/sparql11-results-csv-tsv/ (IRIs, blank nodes and texts as CSV has them,
triple terms as TSV has them)
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Context, Decimal, Inexact
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from chantier.errors import NotAcceptable
from chantier.rdf.datatypes import LEXICAL_FORMS, NUMBERS, Family, value_family
from chantier.rdf.formats import Format
from chantier.rdf.terms import Term
from chantier.site.results.solutions import SolutionTable

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET = Format("parquet", "application/vnd.apache.parquet", "parquet")
_Texts = Sequence["str | None"]
"""The lexical forms of a column; ``None`` where it is unbound."""
_MAX_SHORT_DECIMAL_DIGITS = 38
"""Digits of the decimal numbers that every reader of Parquet knows."""
_MAX_DECIMAL_DIGITS = 76
"""Digits of the longest decimal numbers that Arrow has."""
_EXACTLY = Context(prec=_MAX_DECIMAL_DIGITS, traps=[Inexact])
_MAX_FRACTION_DIGITS = 6
"""Digits of a second: Python's clock counts microseconds."""
_HOURS_SECONDS = 3_600
_DAY_SECONDS = 24 * _HOURS_SECONDS


def parquet(solutions: SolutionTable) -> bytes:
    """Write solutions as a Parquet file.

    A column has a type where that type holds all its values without loss. Numbers are promoted as
    in SPARQL: integers are int64, or decimals where one is too large; with decimals, decimals; with
    floats or doubles, doubles, unless a double would round one of the others and a decimal holds
    all of them. Booleans, years, dates and times, date-times (in UTC where they have a time zone)
    and durations of days and seconds are what they are. Whatever else is a string, as in CSV: IRIs,
    texts, values that are not written as their datatype asks, and columns that mix kinds.

    The metadata of a field says what all its values share: ``datatype`` (an IRI), ``language``
    (a tag), ``timezone`` (of years, dates and times; those that differ make strings).

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
    columns, fields = [], []
    for index, name in enumerate(solutions.variables):
        terms = solutions.column(index)
        column, zone = _column(pa, terms)
        shared = {**_shared(terms), "timezone": zone}
        metadata = {key: value for key, value in shared.items() if value}
        columns.append(column)
        fields.append(pa.field(name, column.type, metadata=metadata))
    written = io.BytesIO()
    table = pa.table(columns, schema=pa.schema(fields))
    file_format.write_table(table, written, compression="zstd")
    return written.getvalue()


def _column(pa: Any, terms: Sequence[Term | None]) -> tuple[pa.Array, str]:
    """The values of a column, and the time zone that its type does not say."""
    texts = [None if term is None else _lexical(term) for term in terms]
    families = {value_family(term) for term in terms if term is not None}
    try:
        if Family.FLOATING in families and families <= NUMBERS:
            return _doubles(pa, texts, [value_family(term) for term in terms]), ""
        if families == {Family.DECIMAL, Family.INTEGER}:
            return _decimals(pa, texts), ""
        if len(families) == 1:
            family = families.pop()
            if family in _MAKERS:
                return _MAKERS[family](pa, texts), ""
            if family and family in _LOCAL_MAKERS:
                zone, local = _without_zone(texts, family)
                return _LOCAL_MAKERS[family](pa, local), zone
    except (ValueError, ArithmeticError):
        pass  # no type of Arrow holds one of these values
    return pa.array(texts, pa.string()), ""


def _lexical(term: Term) -> str:
    if isinstance(term, ox.Triple):
        return f"<<( {term} )>>"
    return str(term) if isinstance(term, ox.BlankNode) else term.value


def _shared(terms: Sequence[Term | None]) -> dict[str, str]:
    """The datatype and the language of all bound values; empty where they differ."""
    found = {
        (term.datatype.value, term.language or "") if isinstance(term, ox.Literal) else ("", "")
        for term in terms
        if term is not None
    }
    datatype, language = found.pop() if len(found) == 1 else ("", "")
    return {"datatype": datatype, "language": language}


def _integers(pa: Any, texts: _Texts) -> pa.Array:
    values = [None if text is None else int(text) for text in texts]
    if all(value is None or -(2**63) <= value < 2**63 for value in values):
        return pa.array(values, pa.int64())
    return _decimals(pa, texts)


def _decimals(pa: Any, texts: _Texts) -> pa.Array:
    """Exact numbers, the zeros at their ends left out."""
    values = [None if text is None else Decimal(text).normalize(_EXACTLY) for text in texts]
    tuples = [value.as_tuple() for value in values if value is not None]
    scale = max((max(-int(item.exponent), 0) for item in tuples), default=0)
    whole = max((len(item.digits) + int(item.exponent) for item in tuples), default=1)
    digits = max(whole, 1) + scale
    if digits > _MAX_DECIMAL_DIGITS:
        raise ValueError("more digits than Arrow keeps")
    wide = pa.decimal128 if digits <= _MAX_SHORT_DECIMAL_DIGITS else pa.decimal256
    return pa.array(values, wide(digits, scale))


def _doubles(pa: Any, texts: _Texts, families: Sequence[Family | None]) -> pa.Array:
    """Doubles; decimals where a double is not the number that an exact one is written as."""
    values = [None if text is None else float(text) for text in texts]
    exact = [
        (Decimal(text), Decimal(repr(value)))
        for text, value, family in zip(texts, values, families, strict=True)
        if text is not None and family is not Family.FLOATING
    ]
    if any(written != read for written, read in exact):
        try:
            shortest = [
                repr(value) if family is Family.FLOATING else text
                for text, value, family in zip(texts, values, families, strict=True)
            ]
            return _decimals(pa, shortest)
        except (ValueError, ArithmeticError):
            if any(read.is_infinite() for _, read in exact):
                raise
    return pa.array(values, pa.float64())


def _date_times(pa: Any, texts: _Texts) -> pa.Array:
    values = [None if text is None else datetime.fromisoformat(_clocked(text)) for text in texts]
    zoned = {value.tzinfo is not None for value in values if value is not None}
    if len(zoned) > 1:
        raise ValueError("some have a time zone and others have none")
    return pa.array(values, pa.timestamp("us", tz="UTC" if zoned == {True} else None))


def _durations(pa: Any, texts: _Texts) -> pa.Array:
    return pa.array(
        [None if text is None else _microseconds(text) for text in texts], pa.duration("us")
    )


def _microseconds(text: str) -> int:
    found = LEXICAL_FORMS[Family.DAY_TIME_DURATION].fullmatch(_clocked(text))
    assert found  # noqa: S101 — the family of the value was read by this very pattern
    days, hours, minutes = (int(found[name] or 0) for name in ("days", "hours", "minutes"))
    seconds = days * _DAY_SECONDS + hours * _HOURS_SECONDS + minutes * 60
    micro = seconds * 10**6 + int(Decimal(found["seconds"] or 0).scaleb(_MAX_FRACTION_DIGITS))
    return -micro if text[0] == "-" else micro


def _clocked(text: str) -> str:
    """A time as it is, if a clock of microseconds tells it to the last digit.

    Raises:
        ValueError: it does not.
    """
    fraction = "".join(takewhile(str.isdecimal, text.partition(".")[2]))
    if len(fraction.rstrip("0")) > _MAX_FRACTION_DIGITS:
        raise ValueError("finer than a microsecond")
    return text


def _without_zone(texts: _Texts, family: Family) -> tuple[str, list[str | None]]:
    """The time zone that all values have, empty where none has one; the values without it.

    Raises:
        ValueError: they have not all the same.
    """
    zones, local = set[str](), list[str | None]()
    for text in texts:
        found = LEXICAL_FORMS[family].fullmatch(text or "")
        zone = (found["zone"] or "") if found else ""
        zones |= {zone} if found else set()
        local.append(None if text is None else text.removesuffix(zone))
    if len(zones) > 1:
        raise ValueError("their time zones differ")
    return zones.pop(), local


def _years(pa: Any, texts: _Texts) -> pa.Array:
    values = [None if text is None else int(text) for text in texts]
    short = all(value is None or -(2**15) <= value < 2**15 for value in values)
    return pa.array(values, pa.int16() if short else pa.int64())


_Maker = Callable[[Any, _Texts], "pa.Array"]


def _each(read: Callable[[str], object], arrow_type: Callable[[Any], Any]) -> _Maker:
    """What makes a column of values that are read one by one."""
    return lambda pa, texts: pa.array(
        [None if text is None else read(text) for text in texts], arrow_type(pa)
    )


_MAKERS: dict[Family | None, _Maker] = {
    Family.INTEGER: _integers,
    Family.DECIMAL: _decimals,
    Family.BOOLEAN: _each(lambda text: text in ("true", "1"), lambda pa: pa.bool_()),
    Family.DATE_TIME: _date_times,
    Family.DAY_TIME_DURATION: _durations,
}
_LOCAL_MAKERS: dict[Family, _Maker] = {
    Family.YEAR: _years,
    Family.DATE: _each(date.fromisoformat, lambda pa: pa.date32()),
    Family.TIME: _each(lambda text: time.fromisoformat(_clocked(text)), lambda pa: pa.time64("us")),
}
"""Families whose time zone no type of Arrow has: it is set apart."""
