"""Updates sent to the SPARQL endpoint.

Source: https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from flask import Response, request

from chantier.errors import QueryError, UnsupportedMediaType
from chantier.store.serving import await_everybody
from chantier.web.authority import writer
from chantier.web.bodies import read_body
from chantier.web.context import site
from chantier.writing.process import write
from chantier.writing.request import Kind, Outcome, WriteRequest

UPDATE_TYPE = "application/sparql-update"
_FORM_TYPE = "application/x-www-form-urlencoded"
_ETAG = re.compile(r'"([0-9a-f]{64})[."]')
"""Ours start with the id of a version; those of graphs end with the name of a format."""

_SWITCH_MOST = 5.0
"""Seconds to wait until the new version is served; the write is made, whatever happens."""


def handle_update() -> Response:
    """Carry out the update that this request carries; 204, and the new version as ETag.

    Raises:
        WriteRefused: writes are switched off, or not for this token.
        NotAuthenticated: there is no good token.
        QueryError: there is no update, or several, or it cannot be carried out.
        UnsupportedMediaType: the body is neither an update nor a form.
        DoesNotConform: the graph would break a shape or a check.
    """
    if request.method != "POST":
        raise QueryError(f"An update is sent by POST, and this is a {request.method}.")
    token = writer()
    text, parameters = _update_and_parameters()
    outcome = write(
        site().settings,
        WriteRequest(
            Kind.UPDATE,
            token.name,
            text=text,
            using=tuple(parameters.get("using-graph-uri", ())),
            using_named=tuple(parameters.get("using-named-graph-uri", ())),
            versions=expected_versions(),
        ),
    )
    return done(outcome)


def expected_versions() -> tuple[str, ...]:
    """Give the versions that If-Match names; empty without that header, or for ``*``."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return ()
    # What is no version of ours matches none of them.
    return tuple(_ETAG.findall(header)) or ("",)


def done(outcome: Outcome, status: int = 204) -> Response:
    """Give the answer to a write that was made, once every web process answers from it.

    So whoever wrote reads what was written, whichever process answers.
    """
    await_everybody(site().settings.data_dir, outcome.version, _SWITCH_MOST)
    response = Response(status=status)
    response.headers["ETag"] = f'"{outcome.version}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _update_and_parameters() -> tuple[str, Mapping[str, Sequence[str]]]:
    if request.mimetype == UPDATE_TYPE:
        charset = request.mimetype_params.get("charset", "utf-8").lower()
        if charset not in ("utf-8", "utf8"):
            raise UnsupportedMediaType(f"An update is sent as UTF-8, not as {charset}.")
        return _decoded(read_body()), request.args.to_dict(flat=False)
    if request.mimetype != _FORM_TYPE:
        raise UnsupportedMediaType(
            f"An update is sent as {UPDATE_TYPE} or as {_FORM_TYPE},"
            f" not as “{request.mimetype or 'nothing'}”."
        )
    parameters = request.args.to_dict(flat=False)
    for name, value in _form(_decoded(read_body())):
        parameters.setdefault(name, []).append(value)
    updates = parameters.get("update", [])
    if len(updates) != 1 or "query" in parameters:
        raise QueryError("The request carries one “update” parameter, no more and no “query”.")
    return updates[0], parameters


def _form(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise QueryError("The form is not UTF-8. Encode it as UTF-8.") from None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryError("The update is not UTF-8. Encode it as UTF-8.") from None
