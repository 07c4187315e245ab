"""The figures of the portrait editions, side by side, each with its observation and its source."""

from __future__ import annotations

import json
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
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import RESULTS_JSON
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


@blueprint.route("/<any(fr, en):language>/chiffres")
def figures_page(language: str) -> Response:
    """The figures of the editions compared, with what is not known said to be so."""
    all_of_them = _observations()
    years = sorted({item.year for item in all_of_them})
    whole = [item for item in all_of_them if item.is_whole]
    country = [item for item in whole if item.area == QUEBEC]
    regions = [found["region"] for found in solutions("figures-regions")]
    key = _sorted(rows(country, lambda item: item.measure), KEY_MEASURES)
    forms = _largest_first((i for i in all_of_them if _is_share_of_a_form(i)), lambda i: i.form)
    regional = [(measure, _by_region(whole, measure, regions)) for measure in _REGIONAL]
    shown = {
        item
        for row in (*key, *forms, *(row for _, found in regional for row in found))
        for item in row.observations
    }
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
        silent=[iri for iri in regions if iri not in {row.thing for row in regional[0][1]}],
        region_chart=_chart(regional[0][1], ENTERPRISES, years, language),
        ratios=[(divisor, ratios(whole, divisor)) for divisor in (ENTERPRISES, JOBS)],
        disagreements=_disagreements(all_of_them),
        comparisons=_comparisons(all_of_them),
        unverified=UNVERIFIED,
        others=[item for item in all_of_them if item not in shown],
        unspecific=(ALL_FORMS, ALL_SECTORS, QUEBEC),
        questions=site().questions,
    )


def _observations() -> list[Observation]:
    query = read(site().page_queries["figures-observations"].text)
    answer = json.loads(site().ask(query, RESULTS_JSON))
    return [read_observation(solution) for solution in answer["results"]["bindings"]]


def _is_share_of_a_form(item: Observation) -> bool:
    return (item.area, item.measure, item.sector) == (QUEBEC, SHARE, ALL_SECTORS)


def _by_region(
    whole: Iterable[Observation], measure: str, regions: Sequence[str]
) -> list[PortraitRow]:
    """The rows of the regions that have a figure."""
    found = (item for item in whole if item.measure == measure and item.area in regions)
    return _largest_first(found, lambda item: item.area)


def _largest_first(
    found: Iterable[Observation], thing: Callable[[Observation], str]
) -> list[PortraitRow]:
    """The rows of things, that with the largest figure first."""
    return sorted(rows(found, thing), key=lambda row: -max(i.value for i in row.observations))


def _sorted(found: Iterable[PortraitRow], order: Sequence[str]) -> list[PortraitRow]:
    """The rows of some things, in their order."""
    return sorted(
        (row for row in found if row.thing in order), key=lambda row: order.index(row.thing)
    )


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
