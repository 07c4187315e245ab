"""The query page: an editor beside the questions that the graph answers, and what it proposes."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Blueprint, Response, request

from chantier.default_dataset import DEFAULT_GRAPHS
from chantier.describe.search.completions import completions
from chantier.errors import QuerySyntaxError
from chantier.namespaces import LANGUAGES
from chantier.query.sparql.scanner import with_prefixes
from chantier.query.stored import Question, find
from chantier.site.context import dataset, site
from chantier.site.rendering import html_page

blueprint = Blueprint("query_page", __name__)

_THEMES = {
    "strategy": "strategy",
    "poles": "poles",
    "territory": "poles",
    "figures": "figures",
    "sources": "sources",
    "provenance": "sources",
    "links": "links",
    "catalogue": "catalogue",
    "quality": "quality",
}
"""Tag of a question → the theme it is listed under, in the page's order."""
_FIRST = "featured"
_OTHERS = "others"
_MAX_LINE_CHARACTERS = 72
"""Characters shown of the line that an error is in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a query, and where."""

    reasons: tuple[str, ...]
    """Sentences, in English."""
    line: int
    column: int
    """Both from 1 on; 0 where the place is not known."""
    shown: str
    """The line, or what is around the place in it."""
    pointer: str
    """Blanks, then a caret below the place."""


@blueprint.route("/<any(fr, en):language>/requetes", methods=["GET", "POST"])
def query_page(language: str) -> Response:
    """The editor, with an example or with what was typed."""
    questions = site().questions
    typed = request.values.get("query", "").replace("\r\n", "\n")
    name, error = request.values.get("exemple", ""), ""
    example = None if typed else find(questions, name) if name else next(iter(questions.values()))
    text = _as_example(example, language) if example else typed
    completed = request.values.get("action") == "prefixes"
    if completed:
        try:
            text = with_prefixes(text)
        except QuerySyntaxError as refused:
            error = str(refused)
    response = html_page(
        "query.html",
        language,
        scripted=True,
        query=text,
        example=example if name else None,
        view=request.values.get("vue", ""),
        asked=DEFAULT_GRAPHS[dataset().default.dataset][LANGUAGES.index(language)],
        error=error,
        completed=completed and not error,
        changed=text != typed,
    )
    response.status_code = 400 if error else 200
    return response


@blueprint.route("/completions.json")
def proposals() -> Response:
    """What the editor proposes: prefixes, classes, properties and things, with their labels."""
    body = json.dumps(completions(dataset()), ensure_ascii=False, separators=(",", ":")) + "\n"
    return Response(body, content_type="application/json")


@blueprint.app_template_global()
def question_groups() -> list[tuple[str, list[Question]]]:
    """The stored questions by theme, those to begin with first; a theme names a text."""
    groups: dict[str, list[Question]] = {
        theme: [] for theme in (_FIRST, *_THEMES.values(), _OTHERS)
    }
    for question in site().questions.values():
        themes = [_THEMES[tag] for tag in question.tags if tag in _THEMES]
        groups[themes[0] if themes else _OTHERS].append(question)
        if _FIRST in question.tags:
            groups[_FIRST].append(question)
    return [(theme, listed) for theme, listed in groups.items() if listed]


@blueprint.app_template_global()
def fault_of(message: str, query: str, line: int = 0, column: int = 0) -> Fault:
    """Take apart the message of an error that a query met.

    Args:
        message: of the error; what it quotes of the query is shown apart.
        query: the text.
        line: where the error is, from 1 on; 0 where that is not known.
        column: likewise.
    """
    reasons = message.splitlines()
    quoted = f"Line {line}, column {column}:"
    if quoted in reasons:  # then come the line and its caret
        start = reasons.index(quoted)
        del reasons[start : start + 3]
    lines = query.splitlines()
    whole = lines[line - 1] if 0 < line <= len(lines) else ""
    place = max(min(column - 1, len(whole)), 0)
    start = max(place - _MAX_LINE_CHARACTERS * 2 // 3, 0)
    shown = ("…" if start else "") + whole[start : start + _MAX_LINE_CHARACTERS]
    before = shown[: place - start + bool(start)]
    pointer = "".join("\t" if mark == "\t" else " " for mark in before) + "^"
    return Fault(tuple(reasons), line, column, shown, pointer)


def _as_example(question: Question, language: str) -> str:
    """A stored query for reading: the question, then the query without its header."""
    lines = question.text.splitlines()
    body = "\n".join(line for line in lines if not line.startswith("#+ ")).strip("\n")
    return f"# {question.summary(language)}\n\n{body}"
