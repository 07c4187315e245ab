"""The figures of the portrait editions, side by side, each with its observation and its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import nan

import pyoxigraph as ox
from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import name_of
from chantier.describe.portrait import (
    ALL_FORMS,
    ALL_SECTORS,
    ENTERPRISES,
    JOBS,
    KEY_MEASURES,
    QUEBEC,
    REVENUE,
    SHARE,
    UNVERIFIED,
    Observation,
    PortraitRow,
    by_value,
    ratios,
    read_observation,
    rows,
)
from chantier.describe.values import literals, values_of
from chantier.namespaces import CES, PREFIXES
from chantier.rdf.terms import best_literal
from chantier.site.context import dataset, site, solutions
from chantier.site.graphics.charts import bar_chart
from chantier.site.graphics.marks import Bar, Chart
from chantier.site.rendering import href_of, html_page

blueprint = Blueprint("figures", __name__)

_LITERALS = {
    "definition": PREFIXES["skos"] + "definition",
    "description": PREFIXES["dcterms"] + "description",
    "note": PREFIXES["skos"] + "note",
    "remark": PREFIXES["skos"] + "editorialNote",
    "statement": CES + "statementText",
}
_REGIONAL = (ENTERPRISES, REVENUE, JOBS)
_SHARES = (QUEBEC, SHARE, ALL_SECTORS)
"""Territory, measure and sector of the shares of each legal form."""


@blueprint.route("/<any(fr, en):language>/chiffres")
def figures_page(language: str) -> Response:
    """The figures of the editions compared, with what is not known said to be so."""
    everything = [read_observation(found) for found in solutions("figures-observations")]
    compared = {item.edition for item in everything if item.official}
    all_of_them = [item for item in everything if item.edition in compared]
    apart = [item for item in everything if item.edition not in compared]
    years = sorted({item.year for item in all_of_them})
    whole = [item for item in all_of_them if item.is_whole]
    country = [item for item in whole if item.area == QUEBEC]
    regions = [found["region"] for found in solutions("figures-regions")]
    by_measure = {row.thing: row for row in rows(country, lambda item: item.measure)}
    key = [by_measure[measure] for measure in KEY_MEASURES if measure in by_measure]
    shares = (i for i in all_of_them if (i.area, i.measure, i.sector) == _SHARES)
    forms = _largest_first(shares, lambda item: item.form)
    inner = [item for item in whole if item.area in regions]
    regional = [
        (name, _largest_first((i for i in inner if i.measure == name), lambda i: i.area))
        for name in _REGIONAL
    ]
    shown = {
        item
        for row in (*key, *forms, *(row for _, found in regional for row in found))
        for item in row.observations
    }
    counted = {i.area for i in everything if i.is_whole and i.measure == ENTERPRISES}
    return html_page(
        "figures.html",
        language,
        name=partial(name_of, dataset(), language=language),
        said=partial(_literal, language),
        by_value=by_value,
        editions=sorted({(item.year, item.edition) for item in all_of_them}),
        key=key,
        key_charts=[_chart([row], row.thing, years, language) for row in key],
        forms=forms,
        form_chart=_chart(forms, SHARE, years, language),
        regional=regional,
        silent=[iri for iri in regions if iri not in counted],
        apart=apart,
        region_chart=_chart(regional[0][1], ENTERPRISES, years, language),
        ratios=[(divisor, ratios(everything, divisor)) for divisor in (ENTERPRISES, JOBS)],
        disagreements=_disagreements(everything),
        comparisons=_comparisons(everything),
        unverified=UNVERIFIED,
        others=[item for item in all_of_them if item not in shown],
        unspecific=(ALL_FORMS, ALL_SECTORS, QUEBEC),
        questions=site().questions,
    )


def _largest_first(
    found: Iterable[Observation], thing: Callable[[Observation], str]
) -> list[PortraitRow]:
    """The rows of things, that with the largest figure first."""
    return sorted(rows(found, thing), key=lambda row: -max(i.value for i in row.observations))


def _chart(
    found: Sequence[PortraitRow], measure: str, years: Sequence[str], language: str
) -> Chart:
    """A bar for each value in the documents, and for each year without one.

    One row makes bars for its years; several make a group each. Where several
    documents have the same value, the bar names the best.
    """
    names = partial(name_of, dataset(), language=language)
    bars = []
    for row in found:
        for year in years:
            label, series = (names(row.thing).text, year) if len(found) > 1 else (year, "")
            for best, *_ in by_value(row.of(year)):
                note = names(best.source).text
                if best.is_hedged:
                    note = f"{names(best.qualifier).text} · {note}"
                href = href_of(best.observation, language)
                bars.append(Bar(label, best.value, note, href, series))
            if not row.of(year):
                bars.append(Bar(label, nan, series=series))
    unit = found[0].observations[0].symbol if found else ""
    title = names(measure).text
    if found and found[0].observations[0].area == QUEBEC:
        title = f"{title}, {names(QUEBEC).text}"
    return bar_chart(bars, title, unit)


def _disagreements(observations: Iterable[Observation]) -> list[tuple[Observation, Observation]]:
    """The pairs that disagree according to the graph, by territory and year."""
    known = {item.observation: item for item in observations}
    pairs = [
        (known[found["one"]], known[found["other"]])
        for found in solutions("figures-disagreements")
        if found["one"] in known and found["other"] in known
    ]
    return sorted(pairs, key=lambda pair: (pair[0].area != QUEBEC, pair[0].area, pair[0].year))


def _comparisons(
    observations: Iterable[Observation],
) -> dict[str, tuple[str, Observation, list[str]]]:
    """Unverified claims: relation, figure compared, sectors compared with."""
    known = {item.observation: item for item in observations}
    claims: dict[str, tuple[str, Observation, list[str]]] = {}
    for found in solutions("figures-comparisons"):
        if found["observation"] in known:
            claim = (found["relation"], known[found["observation"]], list[str]())
            claims.setdefault(found["claim"], claim)[2].append(found["sector"])
    return claims


def _literal(language: str, iri: str, kind: str) -> ox.Literal | None:
    """A text about a thing, in a language if there is one."""
    return best_literal(literals(values_of(dataset(), iri), _LITERALS[kind]), language)
