"""Errors as HTTP: each class its status, each body a problem document or a page.

Source: https://www.rfc-editor.org/rfc/rfc9457
"""

from __future__ import annotations

import json
import logging
import sqlite3
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from chantier import errors
from chantier.gateway.gateway import CLIENT_CLOSED_REQUEST
from chantier.gateway.wsgi import Refuse, WholeAnswer
from chantier.query.workers.pool import ClientDisconnected
from chantier.rdf.formats import HTML, PROBLEM, Format, negotiate
from chantier.site.context import accept_header, request_language
from chantier.site.i18n import is_text, text
from chantier.site.suggestions import advice
from chantier.store.storage import storage_error

_LOG = logging.getLogger(__name__)

_STATUSES: tuple[tuple[type[errors.ChantierError], HTTPStatus], ...] = (
    (errors.UnknownThing, HTTPStatus.NOT_FOUND),
    (errors.WithdrawnThing, HTTPStatus.GONE),
    (errors.UnknownQuestion, HTTPStatus.NOT_FOUND),
    (errors.FeedRestarted, HTTPStatus.GONE),
    (errors.ForgottenVersion, HTTPStatus.GONE),
    (errors.UnknownVersion, HTTPStatus.NOT_FOUND),
    (errors.UnknownFile, HTTPStatus.NOT_FOUND),
    (errors.UnsatisfiableRange, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
    (errors.NotAcceptable, HTTPStatus.NOT_ACCEPTABLE),
    (errors.UnsupportedMediaType, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (errors.ForbiddenQuery, HTTPStatus.FORBIDDEN),
    (errors.QueryError, HTTPStatus.BAD_REQUEST),
    (errors.RequestTooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (errors.AddressTooLong, HTTPStatus.REQUEST_URI_TOO_LONG),
    (errors.EndpointError, HTTPStatus.BAD_GATEWAY),
    (errors.AnswerTooLarge, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.QueryCrashed, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.ServerBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.NotAuthenticated, HTTPStatus.UNAUTHORIZED),
    (errors.WriteRefused, HTTPStatus.FORBIDDEN),
    (errors.GraphConflict, HTTPStatus.CONFLICT),
    (errors.ReservedGraph, HTTPStatus.CONFLICT),
    (errors.VersionChanged, HTTPStatus.PRECONDITION_FAILED),
    (errors.BodyError, HTTPStatus.BAD_REQUEST),
    (errors.DoesNotConform, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.TooDemanding, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.BuildInProgress, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.TokenError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.LimitExceeded, HTTPStatus.GATEWAY_TIMEOUT),
    (errors.DumpsError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.NoVersion, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.BrokenVersion, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.DiskFull, HTTPStatus.INSUFFICIENT_STORAGE),
    (errors.StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""Error class → status, most special first."""


def register(app: Flask) -> None:
    """Install the error handlers, and have redirects stay on this host."""
    app.register_error_handler(errors.ChantierError, answer_to)
    app.register_error_handler(ClientDisconnected, lambda _: Response(status=CLIENT_CLOSED_REQUEST))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OSError, _of_the_system)
    app.register_error_handler(sqlite3.Error, _of_the_system)
    app.register_error_handler(Exception, _unforeseen)
    app.after_request(_stay_here)


def _stay_here(response: Response) -> Response:
    """Make a redirect to this host relative: a cache may send it to the clients of another name."""
    place = urlsplit(response.headers.get("Location", ""))
    if place.netloc and place.netloc == request.host:
        response.headers["Location"] = place._replace(scheme="", netloc="").geturl()
    return response


def refuser(app: Flask) -> Refuse:
    """What makes the answer to an error, as a page or a problem document."""

    def refuse(environ: dict[str, Any], error: errors.ChantierError) -> WholeAnswer:
        with app.request_context(environ):
            response = app.process_response(answer_to(error))
            return response.status_code, list(response.headers), response.get_data()

    return refuse


def answer_to(error: errors.ChantierError) -> Response:
    """The answer to a deliberate error; an unmapped class is a failure of ours."""
    status = next((s for kind, s in _STATUSES if isinstance(error, kind)), None)
    if status is None:
        return _unforeseen(error)
    extra: dict[str, object] = {}
    if isinstance(error, errors.TextError) and error.line:
        extra = {"line": error.line, "column": error.column}
    if isinstance(error, errors.NotAcceptable):
        extra = {"acceptable": list(error.offered)}
    if isinstance(error, errors.UnknownFile):
        extra = {"available": list(error.offered)}
    if isinstance(error, errors.DoesNotConform):
        extra = {"findings": list(error.findings), "report": error.report}
    if isinstance(error, errors.ServerBusy) and error.own_fault:
        status = HTTPStatus.TOO_MANY_REQUESTS
    response = _problem(status, error, extra)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="chantier"'
    if isinstance(error, errors.UnsatisfiableRange):
        response.headers["Content-Range"] = f"bytes */{error.size}"
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        seconds = error.seconds if isinstance(error, errors.ServerBusy) else 5
        response.headers["Retry-After"] = str(seconds)
    return response


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    response = _problem(status, error, {})
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _of_the_system(error: OSError | sqlite3.Error) -> Response:
    """The answer where a file could not be read or written; another error is unforeseen."""
    known = storage_error(error)
    if known is None:
        return _unforeseen(error)
    _LOG.error("%s: %s (%s)", request.path, known.english, error)
    return answer_to(known)


def _unforeseen(error: Exception) -> Response:
    _LOG.exception("unforeseen error on %s", request.path, exc_info=error)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, error, {})


def _detail(status: HTTPStatus, error: Exception) -> str:
    if isinstance(error, errors.ChantierError):
        return str(error)
    if isinstance(error, HTTPException):
        return error.description or status.description
    return "Something failed here that should not; it was logged. Try again later."


def _problem(status: HTTPStatus, error: Exception, extra: dict[str, object]) -> Response:
    language = request_language()
    detail, form = _detail(status, error), _body_format()
    if form is HTML:
        sentence = ""
        if isinstance(error, errors.BilingualError) and error.is_bilingual:
            sentence = error.in_language(language)
        body = render_template(
            "error.html",
            status=status,
            words=_words(status),
            sentence=sentence,
            detail=detail,
            language=language,
            extra=extra,
            advice=advice(error, request.path, language),
        )
    else:
        document: dict[str, object] = {
            "type": "about:blank",
            "title": status.phrase,
            "status": int(status),
            "detail": detail,
            "hint": text(f"{_words(status)}_try", language),
        }
        body = json.dumps(document | extra, ensure_ascii=False) + "\n"
    response = Response(body, status=int(status), content_type=form.content_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _words(status: HTTPStatus) -> str:
    """The key of the texts about a status; one without texts has those of its class."""
    known = f"error_{status.value}"
    return known if is_text(known) else f"error_{status.value // 100}00"


def _body_format() -> Format:
    """A page where it is asked for, a problem document otherwise."""
    try:
        return negotiate(accept_header(), (PROBLEM, HTML))
    except errors.NotAcceptable:
        return PROBLEM
