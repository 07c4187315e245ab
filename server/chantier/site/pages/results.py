"""The answer of a query as a page: table, chart, map or network; and as Parquet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from chantier.default_dataset import DefaultDataset
from chantier.describe.location import geometry_of
from chantier.errors import ChantierError, QueryError
from chantier.query.jobs import of_sources
from chantier.query.sparql.evaluate import NO_DATASET, RdfDataset
from chantier.query.sparql.hints import GraphHint, graph_hint
from chantier.query.sparql.scanner import Form, QueryText, read
from chantier.query.stored import Question, find
from chantier.rdf.formats import BOOLEAN_FORMATS, CSV, GRAPH_FORMATS, RESULTS_JSON, TSV, TURTLE
from chantier.site.context import dataset, own_address, site, visitor
from chantier.site.errors import answer_to
from chantier.site.i18n import other_language
from chantier.site.rendering import href_of, html_page
from chantier.site.responses import NO_STORE
from chantier.site.results.chart import draw_charts
from chantier.site.results.map import draw_map
from chantier.site.results.network import network
from chantier.site.results.parquet import PARQUET, parquet
from chantier.site.results.snippets import snippets
from chantier.site.results.solutions import ColumnKind, SolutionTable, read_solutions
from chantier.site.results.table import table
from chantier.site.visitor_queries import (
    REFUSALS,
    Answered,
    ask_as_visitor,
    namer,
    read_answer,
    refusal_of,
)

blueprint = Blueprint("results", __name__)

_VIEWS = ("table", "graphique", "carte", "reseau")
"""Values of ``vue``; the first is the default."""
_MAX_TABLE_ROWS = 500
"""Solutions shown in a table; the rest is in the downloads."""
MAX_DRAWN_SOLUTIONS = 2_000
"""Solutions that charts, maps and networks are drawn from."""
_OWN_PARAMETERS = frozenset({"query", "question", "vue", "mesure", "lang"})
_MAX_QUERY_STRING_BYTES = 4_000
"""Bytes of the query string of a link; a longer query is sent by a form."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where something of this answer is: a path and parameters that say which query is meant."""

    path: str
    parameters: tuple[tuple[str, str], ...]
    label: str = ""

    @property
    def address(self) -> str:
        """Of a link; empty where the query is too long for one, and a form sends it."""
        query = urlencode(self.parameters)
        return f"{self.path}?{query}" if len(query) <= _MAX_QUERY_STRING_BYTES else ""


@dataclass(frozen=True, slots=True)
class _ResultsRequest:
    """What a request asks for."""

    text: str
    question: Question | None
    """The stored question that this is, whichever way it was asked."""
    parameters: tuple[tuple[str, str], ...]
    """What names the query in a link."""

    @property
    def graphs(self) -> RdfDataset:
        """Those that are asked: of a stored question what the sources say, else those it names."""
        return of_sources(dataset(), read(self.text)) if self.question else NO_DATASET


@blueprint.route("/<any(fr, en):language>/resultats", methods=["GET", "POST"])
def results_page(language: str) -> Response:
    """The answer of a query, one of its views; without a query, where to write one."""
    text = request.values.get("query", "")
    try:
        asked = _results_request()
        if not asked.text.strip():
            return html_page(
                "results.html", language, scripted=True, query="", refused=None, answered=None
            )
        text = asked.text
        query, body, seconds = ask_as_visitor(asked.text, asked.graphs)
        answered = read_answer(query.form, body, MAX_DRAWN_SOLUTIONS)
        response = _shown(language, asked, query, answered, seconds)
    except REFUSALS as error:
        return refusal_page(language, text, error)
    if query.has_service:
        response.headers["Cache-Control"] = NO_STORE
    return response


@blueprint.route("/<any(fr, en):language>/resultats.parquet", methods=["GET", "POST"])
def results_parquet(language: str) -> Response:
    """The solutions of a query as Parquet; its columns are named by the query, in any language."""
    asked = _results_request()
    query = read(asked.text)
    if query.form is not Form.SELECT:
        raise QueryError(
            "Seules les solutions d’un SELECT se donnent en Parquet."
            if language == "fr"
            else "Only the solutions of a SELECT come as Parquet."
        )
    body = site().ask(query, TSV, visitor(), asked.graphs)
    content = parquet(read_solutions(body, body.count(b"\n")))
    response = Response(content, content_type=PARQUET.content_type)
    response.headers["Content-Disposition"] = 'attachment; filename="resultats.parquet"'
    if query.has_service:
        response.headers["Cache-Control"] = NO_STORE
    return response


def refusal_page(language: str, text: str, error: ChantierError) -> Response:
    """Why a query was not answered, above the form that keeps its text."""
    answer = answer_to(error)  # for its status
    response = html_page(
        "results.html",
        language,
        scripted=True,
        query=text,
        refused=refusal_of(text, error),
        answered=None,
    )
    response.status_code = answer.status_code
    if "Retry-After" in answer.headers:
        response.headers["Retry-After"] = answer.headers["Retry-After"]
    response.headers["Cache-Control"] = NO_STORE
    return response


def _download_targets(form: Form, language: str, asked: _ResultsRequest) -> tuple[Target, ...]:
    """The addresses of the answer of a query, one for each format."""
    path, parameters = "/sparql", asked.parameters
    if asked.question:
        path = f"/questions/{asked.question.name}"
        parameters = tuple(each for each in parameters if each[0] not in ("query", "question"))
    of_form = {Form.SELECT: (CSV, TSV, *BOOLEAN_FORMATS), Form.ASK: BOOLEAN_FORMATS}
    formats = of_form.get(form, GRAPH_FORMATS)
    found = [Target(path, (*parameters, ("format", item.name)), item.name) for item in formats]
    if form is Form.SELECT:
        found.append(Target(f"/{language}/resultats.parquet", asked.parameters, PARQUET.name))
    return tuple(found)


def answer_values(
    form: Form,
    text: str,
    answered: Answered | None,
    language: str,
    target: Callable[..., Target],
) -> dict[str, Any]:
    """The values that the template of an answer shows, in the view that this request asks for.

    ``target`` makes the target of a view, given its parameters.
    """
    view = _view()
    wanted = {Form.SELECT: CSV, Form.ASK: RESULTS_JSON}.get(form, TURTLE)
    return {
        "answered": answered,
        "view": view,
        "tabs": [(each, target(("vue", each))) for each in _VIEWS],
        "measure_target": lambda name: target(("vue", "graphique"), ("mesure", name)),
        "snippets": snippets(
            f"{own_address()}/sparql",
            text,
            wanted.media_type,
            _text_variables(answered.solutions) if answered and form is Form.SELECT else (),
        ),
        "max_table_rows": _MAX_TABLE_ROWS,
        "max_drawn_solutions": MAX_DRAWN_SOLUTIONS,
        **(_view_values(answered, view, language) if answered else {}),
    }


def _text_variables(solutions: SolutionTable) -> list[str]:
    """The variables whose values a reader of CSV must not take for numbers."""
    texts = (ColumnKind.TEXT, ColumnKind.IRI)
    names = enumerate(solutions.variables)
    return [name for index, name in names if solutions.kind(index) in texts]


def _view() -> str:
    view = request.values.get("vue", "")
    return view if view in _VIEWS else _VIEWS[0]


def _view_values(answered: Answered, view: str, language: str) -> dict[str, Any]:
    named = namer(language)
    solutions = answered.solutions
    linked = partial(href_of, language=language)
    if answered.boolean is not None:
        return {}
    if view == "graphique":
        measure = request.values.get("mesure", "")
        return {"charts": draw_charts(solutions, named, linked, language, measure)}
    if view == "carte":
        located = cache(partial(geometry_of, dataset()))
        return {"map": draw_map(solutions, named, located)}
    if view == "reseau":
        return {"network": network(solutions, named)}
    return {"table": table(solutions, _MAX_TABLE_ROWS, named, language)}


def _shown(
    language: str, asked: _ResultsRequest, query: QueryText, answered: Answered, seconds: float
) -> Response:
    def target(*view: tuple[str, str], language: str = language) -> Target:
        return Target(f"/{language}/resultats", (*asked.parameters, *view))

    return html_page(
        "results.html",
        language,
        query=asked.text,
        question=asked.question,
        refused=None,
        same_elsewhere=target(("vue", _view()), language=other_language(language)),
        # To a tenth, so that what is nearly always less does not change the page.
        tenths=round(seconds, 1),
        downloads=_download_targets(query.form, language, asked),
        can_freeze=not query.has_service,
        graph_hint=_graph_hint(asked, query, answered),
        **answer_values(query.form, asked.text, answered, language, target),
    )


def _graph_hint(asked: _ResultsRequest, query: QueryText, answered: Answered) -> GraphHint | None:
    """Which graphs a visitor’s query is to name that found nothing in those it asked."""
    asks_facts = dataset().default.dataset is DefaultDataset.FACTS and not asked.question
    return graph_hint(query) if asks_facts and not answered.total else None


def _results_request() -> _ResultsRequest:
    """Read what a request asks for, in its address or in its body.

    Raises:
        UnknownQuestion: no stored question has this name.
        ParameterError: a parameter of the question is unknown or ill-formed.
    """
    values = request.values
    for name in ("query", "question"):
        if len(values.getlist(name)) > 1:
            raise BadRequest(f"The parameter “{name}” is given twice.")
    name = values.get("question", "")
    if name and not values.get("query"):
        question = find(site().questions, name)
        given = {key: each for key, each in values.items() if key not in _OWN_PARAMETERS}
        parameters = (("question", question.name), *given.items())
        return _ResultsRequest(question.with_values(given), question, parameters)
    text = values.get("query", "").replace("\r\n", "\n")
    same = (each for each in site().questions.values() if each.text.strip() == text.strip())
    return _ResultsRequest(text, next(same, None), (("query", text),))
