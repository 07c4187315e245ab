"""Saved queries: a permanent address for a query, its version and its answer."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from chantier import errors
from chantier.default_dataset import DefaultDataset
from chantier.namespaces import BASE, DATASET, LANGUAGES
from chantier.publish.citation import BIBTEX, CSL_JSON, Citation, as_bibtex, as_csl_json, citation
from chantier.query.sparql.evaluate import (
    NO_DATASET,
    RdfDataset,
    converted,
    lossless,
    offered_formats,
)
from chantier.query.sparql.scanner import Form, normalised, read
from chantier.rdf.formats import HTML, Format, negotiate
from chantier.site.context import accept_header, dataset, request_language, site, visitor
from chantier.site.metadata import about
from chantier.site.pages.results import MAX_DRAWN_SOLUTIONS, Target, answer_values, refusal_page
from chantier.site.pages.thing import WrittenCitation
from chantier.site.rendering import html_page
from chantier.site.responses import NO_STORE, response_in
from chantier.site.visitor_queries import REFUSALS, ask_as_visitor, read_answer
from chantier.store.default_graph import asked_by_default
from chantier.store.saved_queries import (
    MAX_ANSWER_BYTES,
    MAX_QUERY_TEXT_BYTES,
    SavedQueries,
    SavedQuery,
    saved_query_name,
)
from chantier.store.timeline import named_version

blueprint = Blueprint("frozen", __name__)

_QUERY = Format("sparql", "application/sparql-query", "rq", charset=True)
_BESIDE = (_QUERY, BIBTEX, replace(CSL_JSON, extension="csl"))
"""What a frozen query comes as by extension, besides the formats of its answer."""
_BLANK = re.compile(rb"_:[A-Za-z0-9]+")
"""A blank node, whose label means nothing outside of its answer."""
_MAX_ATTEMPTS = 3
"""Attempts before giving up when versions change during a query."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The answer as it was, beside what the query answers today."""

    kind: str
    """``served``: the version is the one being served; ``equal``, ``differs``, ``counts``: it
    differs and only the counts can be compared; ``failed``: today there is no answer."""
    today: int = 0
    added: int = 0
    removed: int = 0


@blueprint.route("/requete", methods=["POST"])
def freeze() -> Response:
    """Freeze a query that can be answered, and redirect to its page."""
    wanted = request.form.get("lang", "")
    language = wanted if wanted in LANGUAGES else request_language()
    text = request.form.get("query", "").replace("\r\n", "\n")
    try:
        name = _frozen(text)
    except REFUSALS as error:
        if HTML.media_type not in (accept_header() or ""):
            raise
        return refusal_page(language, text, error)
    sent = redirect(f"/requete/{name}?lang={language}", code=303)
    sent.headers["Cache-Control"] = NO_STORE
    return sent


@blueprint.route("/requete/<name>")
def frozen_query(name: str) -> Response:
    """A frozen query with its answer: as a page, or the answer in a format, or its citation."""
    stem, _, extension = name.partition(".")
    found = SavedQueries(site().settings.data_dir).find(stem)
    form = read(found.query).form
    formats = (HTML, *offered_formats(form))
    if extension:
        chosen = next((each for each in (*formats, *_BESIDE) if each.extension == extension), None)
        if chosen is None:
            known = ", ".join(each.extension for each in (*formats, *_BESIDE))
            raise errors.UnknownThing(
                f"La requête figée n’a pas de format « {extension} » : {known}."
                f" / The frozen query has no format “{extension}”: {known}."
            )
    else:
        chosen = negotiate(accept_header(), formats)
    if chosen is HTML:
        return _page(found, form, request_language())
    response = response_in(chosen, _body(found, form, chosen), "Accept, Accept-Language")
    response.headers["Content-Location"] = f"/requete/{stem}.{chosen.extension}"
    return response


def _frozen(text: str) -> str:
    """Freeze a query, and return its name.

    Raises:
        ChantierError: it cannot be answered, or as many were frozen as may be.
    """
    if len(text.encode()) > MAX_QUERY_TEXT_BYTES:
        raise errors.RequestTooLarge(
            f"The query is longer than {MAX_QUERY_TEXT_BYTES:,} bytes, and is not frozen."
            " Shorten it."
        )
    for _ in range(_MAX_ATTEMPTS):
        version, asked = dataset().version.manifest, dataset().default.dataset
        query, body, _seconds = ask_as_visitor(text)
        if query.has_service:
            raise errors.ForbiddenQuery(
                "A query with SERVICE is not frozen: its answer depends on others."
            )
        if dataset().version.manifest.id == version.id:
            break
    name = saved_query_name(normalised(text), version.id, asked)
    answered = read_answer(query.form, body, 0)
    kept = SavedQueries(site().settings.data_dir)
    kept.save(
        SavedQuery(
            name,
            text,
            version.id,
            version.created,
            max(datetime.now(UTC).isoformat(timespec="seconds"), version.created),
            lossless(query.form).media_type,
            answered.total,
            _digest(body, query.form),
            asked,
            body if len(body) <= MAX_ANSWER_BYTES else None,
        ),
        visitor().client,
    )
    return name


def _body(found: SavedQuery, form: Form, chosen: Format) -> bytes:
    if chosen is _QUERY:
        return found.query.encode()
    if chosen is BIBTEX:
        return as_bibtex(_citation(found, request_language())).encode()
    if chosen.media_type == CSL_JSON.media_type:
        return as_csl_json(_citation(found, request_language())).encode()
    answer = _answer(found)
    if answer is None:
        raise errors.ForgottenVersion(
            "La réponse était trop grande pour être gardée, et la version qui l’a donnée n’est"
            " plus servie.",
            "The answer was too large to be kept, and the version that gave it is no longer"
            " served.",
        )
    return converted(answer, form, chosen)


def _answer(found: SavedQuery) -> bytes | None:
    """The answer as it was: kept, or asked again of the same version."""
    if found.answer is not None or dataset().version.manifest.id != found.version:
        return found.answer
    return ask_as_visitor(found.query, _graphs(found))[1]


def _graphs(found: SavedQuery) -> RdfDataset:
    """What it asks of the version being served: what it asked when it was saved."""
    if not _asked_otherwise(found) or not found.asked.is_virtual:
        return NO_DATASET
    graphs = tuple(filter(None, dataset().version.manifest.graphs))
    facts = found.asked is DefaultDataset.FACTS
    return RdfDataset(asked_by_default(graphs) if facts else graphs, graphs)


def _asked_otherwise(found: SavedQuery) -> bool:
    """Whether the same text asks other graphs today."""
    return found.asked is not dataset().default.dataset and not read(found.query).has_dataset


def _page(found: SavedQuery, form: Form, language: str) -> Response:
    compared = _compared(found, form)
    answer = _answer(found)
    answered = read_answer(form, answer, MAX_DRAWN_SOLUTIONS) if answer is not None else None
    stem = f"/requete/{found.name}"

    def target(*view: tuple[str, str]) -> Target:
        return Target(stem, (*view, ("lang", language)))

    questions = site().questions.values()
    same = (q for q in questions if normalised(q.text) == normalised(found.query))
    formats = (*offered_formats(form), _QUERY) if answered else (_QUERY,)
    response = html_page(
        "frozen.html",
        language,
        frozen=found,
        question=next(same, None),
        query=found.query,
        again=Target(f"/{language}/resultats", (("query", found.query),)),
        compared=compared,
        is_kept=_is_kept(found.version),
        asked_otherwise=_asked_otherwise(found),
        permanent=f"{BASE}requete/{found.name}",
        downloads=[Target(f"{stem}.{each.extension}", (), each.name) for each in formats],
        cited=WrittenCitation.of(_citation(found, language)),
        **answer_values(form, found.query, answered, language, target),
    )
    if compared.kind == "failed":
        response.headers["Cache-Control"] = NO_STORE
    return response


def _compared(found: SavedQuery, form: Form) -> _Comparison:
    """Ask again, unless the version is the one being served, and compare."""
    if dataset().version.manifest.id == found.version:
        return _Comparison("served")
    try:
        body = ask_as_visitor(found.query, _graphs(found))[1]
    except REFUSALS:
        return _Comparison("failed")
    today = read_answer(form, body, 0).total
    if _digest(body, form) == found.digest:
        return _Comparison("equal", today)
    if found.answer is None:
        return _Comparison("counts", today)
    then, now = (Counter(_lines(each, form)) for each in (found.answer, body))
    added, removed = (now - then).total(), (then - now).total()
    return _Comparison("differs", today, added, removed)


def _lines(body: bytes, form: Form) -> list[bytes]:
    """The solutions of an answer, in no order."""
    lines = _BLANK.sub(b"_:", body).splitlines()
    return lines[1:] if form is Form.SELECT else lines


def _digest(body: bytes, form: Form) -> str:
    return hashlib.sha256(b"\n".join(sorted(_lines(body, form)))).hexdigest()


def _is_kept(version: str) -> bool:
    try:
        named_version(site().settings.data_dir, version)
    except errors.NoVersion:
        return False
    return True


def _citation(found: SavedQuery, language: str) -> Citation:
    """Cite the answer: by whom the dataset is, in the version that was asked."""
    whole = citation(DATASET, language, about(), dataset().version.manifest)
    titles = {"fr": "Résultat de la requête {0}", "en": "Result of query {0}"}
    return replace(
        whole,
        iri=f"{BASE}requete/{found.name}",
        title=titles[language].format(found.name),
        container=whole.title,
        version=found.version,
        issued=found.created[:10],
    )
