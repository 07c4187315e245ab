"""Charts of solutions: which columns make bars or lines, and why none does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyoxigraph as ox

from chantier.rdf.datatypes import LEXICAL_FORMS, MOMENTS, value_family
from chantier.rdf.terms import Term
from chantier.site.graphics.charts import bar_chart, line_chart
from chantier.site.graphics.marks import Bar, Chart, ChartPoint, Line
from chantier.site.results.solutions import ColumnKind, Namer, SolutionTable, is_rank, number

MAX_VALUES = 60
"""Values that are drawn in one chart; nobody reads a longer one."""
_MAX_CHARTS = 6
"""Charts that one measure is split into."""
_MAX_SCALE_RATIO = 100.0
"""Between the largest and the smallest value that can share a scale."""

Reason = Literal["", "no_number", "only_ranks", "one_value"]


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of a query: one, or one for each measure where these cannot share a scale."""

    charts: tuple[Chart, ...]
    measure: str
    """The variable that is drawn."""
    others: tuple[str, ...]
    """Other variables that could be."""
    reason: Reason
    """Why nothing is drawn; empty where something is."""
    left_out: int
    """Number of values for which there was no room."""


@dataclass(frozen=True, slots=True)
class _Datum:
    """A value to draw."""

    label: str
    href: str
    series: str
    moment: tuple[float, str] | None
    value: float


def draw_charts(
    solutions: SolutionTable,
    named: Namer,
    linked: Callable[[str], str],
    language: str,
    measure: str = "",
) -> Charts:
    """The charts of the numbers among solutions.

    The measure is the first column of numbers that does not merely count the rows; the label the
    column that tells most rows apart, preferably in the language of the page; lines are drawn
    where there are dates and no two values stand at one date of one line.

    Args:
        solutions: the solutions.
        named: returns the name of an IRI.
        linked: returns the address to which an IRI leads; empty for none.
        language: of the page.
        measure: the variable to draw, if it holds numbers.
    """
    kinds = [solutions.kind(index) for index in range(len(solutions.variables))]
    numeric = [i for i, kind in enumerate(kinds) if kind is ColumnKind.NUMBER]
    measures = [i for i in numeric if not is_rank(solutions, i)]
    names = solutions.variables
    if not numeric:
        return Charts((), "", (), "no_number", 0)
    chosen = next((i for i in numeric if names[i] == measure), measures[0] if measures else -1)
    if chosen < 0:
        return Charts((), "", (), "only_ranks", 0)
    others = tuple(names[i] for i in measures if i != chosen)
    rows = [row for row in solutions.rows if number(row[chosen]) is not None]
    if len(rows) < 2:
        return Charts((), names[chosen], others, "one_value", 0)
    data = SolutionTable(names, tuple(rows), len(rows))
    charts = _facets(data, chosen, kinds, _Texts(data, named, linked, language))
    drawn = sum(len(chart.values) for chart in charts)
    return Charts(charts, names[chosen], others, "", max(len(rows) - drawn, 0))


def _facets(
    data: SolutionTable, chosen: int, kinds: Sequence[ColumnKind], texts: _Texts
) -> tuple[Chart, ...]:
    time = next((i for i, kind in enumerate(kinds) if kind is ColumnKind.TIME), -1)
    keys = [i for i, kind in enumerate(kinds) if kind in (ColumnKind.TEXT, ColumnKind.IRI)]
    facet = _facet(data, chosen, [i for i in keys if texts.fits(i)], texts)
    keys = [i for i in keys if i != facet and texts.fits(i)]
    groups: dict[str, list[int]] = {}
    for row in range(len(data.rows)):
        groups.setdefault(texts.text(row, facet) if facet >= 0 else "", []).append(row)
    charts = []
    for heading, rows in groups.items():
        title = f"{data.variables[chosen]} · {heading}" if heading else data.variables[chosen]
        charts.append(_chart(_data(data, rows, chosen, time, keys, texts), title))
    return tuple(charts)


class _Texts:
    """The texts of the values, in the language of the page."""

    def __init__(
        self, data: SolutionTable, named: Namer, linked: Callable[[str], str], language: str
    ) -> None:
        self._data, self._named, self.linked, self.language = data, named, linked, language

    def term(self, row: int, column: int) -> Term | None:
        return self._data.rows[row][column]

    def text(self, row: int, column: int) -> str:
        term = self.term(row, column)
        if isinstance(term, ox.NamedNode):
            return self._named(term.value).text
        return term.value if isinstance(term, ox.Literal) else "" if term is None else str(term)

    def fits(self, column: int) -> bool:
        """Whether a column is not in another language than the page."""
        tags = {t.language for t in self._data.column(column) if isinstance(t, ox.Literal)} - {None}
        return not tags or self.language in tags

    def rank(self, column: int) -> tuple[int, int]:
        """Sort key for label columns: the language of the page first, then labels, then codes."""
        first = next((t for t in self._data.column(column) if t is not None), None)
        if isinstance(first, ox.NamedNode):
            return (1, column)
        is_tagged = isinstance(first, ox.Literal) and first.language == self.language
        return (0 if is_tagged else 2, column)


def _facet(data: SolutionTable, chosen: int, keys: Sequence[int], texts: _Texts) -> int:
    """The column that separates measures of different size, where one does; -1 otherwise."""
    values = [abs(number(row[chosen]) or 0.0) for row in data.rows]
    if not _is_spread(values):
        return -1
    for column in keys:
        groups: dict[str, list[float]] = {}
        for row, value in enumerate(values):
            groups.setdefault(texts.text(row, column), []).append(value)
        if 1 < len(groups) <= _MAX_CHARTS and not any(map(_is_spread, groups.values())):
            return column
    return -1


def _is_spread(values: Sequence[float]) -> bool:
    """Whether values are too far apart to share a scale."""
    known = [value for value in values if value > 0]
    return bool(known) and max(known) > _MAX_SCALE_RATIO * min(known)


def _data(
    data: SolutionTable,
    rows: Sequence[int],
    chosen: int,
    time: int,
    keys: Sequence[int],
    texts: _Texts,
) -> list[_Datum]:
    def distinct(columns: Sequence[int]) -> int:
        return len({tuple(texts.text(row, column) for column in columns) for row in rows})

    ranked = sorted(keys, key=lambda key: (-distinct([key]), *texts.rank(key)))
    best = distinct(ranked[:1]) if ranked else 0
    # Among columns that tell nearly as many rows apart, the one a person reads.
    readable = [key for key in ranked if distinct([key]) * 4 >= best * 3]
    label = min(readable, key=lambda key: (texts.rank(key)[0], -distinct([key]), key), default=-1)
    second = -1
    if label >= 0 and distinct([label]) < len(rows) and time < 0:
        more = [key for key in ranked if key != label and distinct([key]) > 1]
        second = max(more, key=lambda key: (distinct([label, key]), -key), default=-1)
        if second >= 0 and distinct([label, second]) <= distinct([label]):
            second = -1
    own = distinct([label]) if label >= 0 else 0
    named = (key for key in ranked if data.kind(key) is ColumnKind.IRI)
    link = next((k for k in named if own == distinct([k]) == distinct([k, label])), -1)
    found = []
    for row in rows:
        term = texts.term(row, link) if link >= 0 else None
        found.append(
            _Datum(
                texts.text(row, label) if label >= 0 else "",
                texts.linked(term.value) if isinstance(term, ox.NamedNode) else "",
                texts.text(row, second) if second >= 0 else "",
                _moment(texts.term(row, time)) if time >= 0 else None,
                number(data.rows[row][chosen]) or 0.0,
            )
        )
    return found


def _chart(found: Sequence[_Datum], title: str) -> Chart:
    moments = {datum.moment for datum in found}
    placed = [(datum.label, datum.moment) for datum in found]
    # Lines join points: most labels need several, each at a time of its own.
    joined = len(placed) >= 2 * len({label for label, _ in placed})
    in_lines = None not in moments and joined and len(set(placed)) == len(placed)
    if in_lines:
        lines: dict[str, list[ChartPoint]] = {}
        for datum in found[:MAX_VALUES]:
            place, label = datum.moment or (0.0, "")
            lines.setdefault(datum.label, []).append(
                ChartPoint(place, datum.value, label, datum.href)
            )
        return line_chart([Line(name, points) for name, points in lines.items()], title, "")
    several = len(moments) > 1
    bars = [
        Bar(
            datum.label,
            datum.value,
            note=datum.moment[1] if several and datum.moment else "",
            href=datum.href,
            series=datum.series,
        )
        for datum in found[:MAX_VALUES]
    ]
    return bar_chart(bars, title, "")


def _moment(term: Term | None) -> tuple[float, str] | None:
    """The moment of a date, in years, and how it is written."""
    family = value_family(term)
    if not isinstance(term, ox.Literal) or family not in MOMENTS:
        return None
    found = LEXICAL_FORMS[family].fullmatch(term.value)
    parts = found.groupdict() if found else {}
    try:  # in a leap year, as no year has more days
        day = date(2000, int(parts.get("month") or 1), int(parts.get("day") or 1))
    except ValueError:
        return None
    return int(parts["year"]) + (day.timetuple().tm_yday - 1) / 366, term.value
