"""What a write sends, who may send it, and how it is carried out and answered.

Sources: https://www.w3.org/TR/sparql11-protocol/#update-operation,
https://www.rfc-editor.org/rfc/rfc6750 (bearer tokens)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

from flask import Response, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from chantier.errors import (
    BodyError,
    NotAuthenticated,
    QueryError,
    RequestTooLarge,
    UnsupportedMediaType,
    WriteRefused,
)
from chantier.query.sparql.protocol import inflate
from chantier.query.workers.announcements import await_everybody
from chantier.rdf.formats import TRIPLE_FORMATS, Format
from chantier.site.context import site
from chantier.updates.process import write
from chantier.updates.request import Kind, Outcome, Part, WriteRequest
from chantier.updates.tokens import Token, authenticate

UPDATE_TYPE = "application/sparql-update"
MULTIPART = "multipart/form-data"
_TOO_VAGUE = frozenset({"text/plain", "application/xml", "text/xml"})
"""Media types that satisfy a reader but do not tell a writer’s format."""
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


def writer() -> Token:
    """Give the token that this request shows.

    Raises:
        WriteRefused: writes are switched off.
        NotAuthenticated: there is no token, or one that is not good.
    """
    settings = site().settings
    if not settings.writes:
        raise WriteRefused(
            "Writes are switched off here. Whoever runs the server can switch them on: writes ="
            " true in chantier.toml, then “chantier token create”."
        )
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotAuthenticated(
            "A write needs a token. Send it in a header: Authorization: Bearer …"
        )
    return authenticate(settings.data_dir, secret.strip())


def read_body() -> bytes:
    """Give the body of this request, decompressed.

    Raises:
        RequestTooLarge: it is, or decompresses to, more than the setting ``body_bytes``.
        UnsupportedMediaType: its encoding is not read here.
    """
    most = site().settings.body_bytes
    request.max_content_length = most
    _refuse_unread()
    try:
        raw = request.get_data()
    except RequestEntityTooLarge:
        raise RequestTooLarge(
            f"The body is longer than {most:,} bytes. Send it in parts, by POST."
        ) from None
    try:
        return inflate(raw, request.headers.get("Content-Encoding"), most)
    except QueryError as error:
        raise BodyError(str(error)) from error


def rdf_parts() -> tuple[Part, ...]:
    """Give the RDF documents of this request: its body, or the files of a form.

    Raises:
        UnsupportedMediaType: a document is in no format that is read here.
        BodyError: the form holds something else than files.
        RequestTooLarge: the body is too long.
    """
    if request.mimetype == MULTIPART:
        _refuse_unread()
        return _files()
    return (Part(_format(request.mimetype).name, read_body()),)


def _refuse_unread() -> None:
    """Refuse a body in chunks that the server in front did not put together: it would seem empty.

    Raises:
        BodyError: it is one.
    """
    chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    if chunked and not request.environ.get("wsgi.input_terminated"):
        raise BodyError("A body in chunks is not read here. Send it with its Content-Length.")


def _files() -> tuple[Part, ...]:
    request.max_content_length = site().settings.body_bytes
    request.max_form_memory_size = site().settings.body_bytes
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("A form is not compressed. Send it as it is.")
    try:
        files: list[FileStorage] = [file for _, file in request.files.items(multi=True)]
    except RequestEntityTooLarge:
        raise RequestTooLarge("The form is too long. Send its files one by one.") from None
    if request.form or not files:
        raise BodyError(
            "A form sends files here: give each part a filename and a Content-Type, as does"
            " curl -F 'a=@a.ttl;type=text/turtle'."
        )
    return tuple(Part(_format(file.mimetype).name, file.read()) for file in files)


def _format(media_type: str) -> Format:
    wanted = media_type.lower()
    for known in TRIPLE_FORMATS:
        if wanted in (known.media_type, *known.aliases) and wanted not in _TOO_VAGUE:
            return known
    types = ", ".join(item.media_type for item in TRIPLE_FORMATS)
    raise UnsupportedMediaType(
        f"“{media_type or 'nothing'}” is not read here. Send one of {types}, and say so in"
        " Content-Type."
    )
