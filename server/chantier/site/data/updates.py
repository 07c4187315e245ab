"""What a write sends, who may send it, and how it is carried out and answered.

Sources: https://www.w3.org/TR/sparql11-protocol/#update-operation,
https://www.rfc-editor.org/rfc/rfc6750 (bearer tokens)
"""

from __future__ import annotations

from flask import Response, jsonify, request
from werkzeug.datastructures import FileStorage

from chantier.errors import BodyError, NotAuthenticated, UnsupportedMediaType, WriteRefused
from chantier.query.workers.announcements import await_all
from chantier.rdf.formats import GRAPH_FORMATS, Format
from chantier.site.context import site, sparql_request
from chantier.site.i18n import text
from chantier.updates.process import write
from chantier.updates.request import Kind, Outcome, Part, WriteRequest
from chantier.updates.tokens import Token, authenticate

MULTIPART = "multipart/form-data"
_TOO_VAGUE = frozenset({"text/plain", "application/xml", "text/xml"})
"""Media types that stand for several formats: good enough to read, not to write."""
SWITCH_SECONDS = 5.0
"""Time to wait until the new version is served; the write is made, whatever happens."""


def handle_update() -> Response:
    """Carry out the update that this request carries; 204, and the new version as ETag.

    200, where some of what was to be cleared is left; the body names it.

    Raises:
        WriteRefused: writes are switched off, or not for this token.
        NotAuthenticated: there is no good token.
        QueryError: it cannot be carried out.
        DoesNotConform: the graph would break a shape or a check.
    """
    token, asked = writer(), sparql_request()
    outcome = write(
        site().settings,
        WriteRequest(
            Kind.UPDATE,
            token.name,
            text=asked.update or "",
            using=tuple(asked.parameters.get("using-graph-uri", ())),
            using_named=tuple(asked.parameters.get("using-named-graph-uri", ())),
            versions=expected_versions(),
        ),
    )
    return done(outcome)


def expected_versions() -> tuple[str, ...]:
    """The versions that If-Match names; empty without that header, or for ``*``."""
    etags = request.if_match
    if "If-Match" not in request.headers or etags.star_tag:
        return ()
    # Ours start with the id of a version, those of graphs end with the name of a format; what is
    # no version of ours matches none.
    return tuple(etag.partition(".")[0] for etag in etags) or ("",)


def done(outcome: Outcome, status: int = 204) -> Response:
    """The answer to a write that was made, once every web process answers from its version.

    So its author reads what was written, whichever process answers. What was to be cleared, and is
    not for this token or not for any, is named.
    """
    await_all(site().settings.data_dir, outcome.version, SWITCH_SECONDS)
    response = Response(status=status)
    if outcome.left:
        response = jsonify(
            version=outcome.version,
            left=[graph or "DEFAULT" for graph in outcome.left],
            french=text("left_uncleared", "fr"),
            english=text("left_uncleared", "en"),
        )
    response.headers["ETag"] = f'"{outcome.version}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def writer() -> Token:
    """The token that this request shows.

    Raises:
        WriteRefused: writes are switched off.
        NotAuthenticated: there is no token, or one that is not good.
    """
    settings = site().settings
    if not settings.writes:
        raise WriteRefused(
            "Les écritures sont fermées ici. L’exploitant peut les ouvrir : writes = true dans"
            " chantier.toml, puis « chantier token create ».",
            "Writes are switched off here. The operator can switch them on: writes = true in"
            " chantier.toml, then “chantier token create”.",
        )
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NotAuthenticated(
            "Une écriture demande un jeton. Envoyez-le dans un en-tête : Authorization: Bearer …",
            "A write needs a token. Send it in a header: Authorization: Bearer …",
        )
    return authenticate(settings.data_dir, secret.strip())


def rdf_parts() -> tuple[Part, ...]:
    """The RDF documents of this request: its body, or the files of a form.

    Raises:
        UnsupportedMediaType: a document is in no format that is read here.
        BodyError: the form holds something else than files.
    """
    if request.mimetype != MULTIPART:
        return (Part(_format(request.mimetype).name, request.get_data()),)
    request.max_form_memory_size = None  # the gateway has seen to the size of the body
    files: list[FileStorage] = [file for _, file in request.files.items(multi=True)]
    if request.form or not files:
        raise BodyError(
            "Un formulaire envoie ici des fichiers : donnez à chaque partie un nom de fichier et un"
            " Content-Type, comme le fait curl -F 'a=@a.ttl;type=text/turtle'.",
            english="A form sends files here: give each part a filename and a Content-Type, as does"
            " curl -F 'a=@a.ttl;type=text/turtle'.",
        )
    return tuple(Part(_format(file.mimetype).name, file.read()) for file in files)


def _format(media_type: str) -> Format:
    wanted = media_type.lower()
    for known in GRAPH_FORMATS:
        if wanted in (known.media_type, *known.aliases) and wanted not in _TOO_VAGUE:
            return known
    types = ", ".join(item.media_type for item in GRAPH_FORMATS)
    raise UnsupportedMediaType(
        f"« {media_type or 'rien'} » ne se lit pas ici. Envoyez l’un de {types}, et dites-le dans"
        " Content-Type.",
        f"“{media_type or 'nothing'}” is not read here. Send one of {types}, and say so in"
        " Content-Type.",
    )
