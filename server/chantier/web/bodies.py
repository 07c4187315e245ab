"""What a write sends: bytes, never more than the limit, and the RDF documents in them."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from chantier.errors import BodyError, QueryError, RequestTooLarge, UnsupportedMediaType
from chantier.model.formats import BODY_FORMATS, Format
from chantier.web.context import site
from chantier.web.protocol import inflate
from chantier.writing.request import Part

MULTIPART = "multipart/form-data"


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
    for known in BODY_FORMATS:
        if wanted in (known.media_type, *known.aliases) and wanted not in _TOO_VAGUE:
            return known
    types = ", ".join(item.media_type for item in BODY_FORMATS)
    raise UnsupportedMediaType(
        f"“{media_type or 'nothing'}” is not read here. Send one of {types}, and say so in"
        " Content-Type."
    )


_TOO_VAGUE = frozenset({"text/plain", "application/xml", "text/xml"})
"""Media types that satisfy a reader but do not tell a writer’s format."""
