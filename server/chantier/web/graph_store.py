"""The Graph Store: reading, replacing, extending and removing whole graphs.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import re
import uuid

import pyoxigraph as ox
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from chantier.errors import QueryError, UnknownThing
from chantier.model.formats import (
    DOCUMENT_FORMATS,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TURTLE,
    negotiate,
)
from chantier.model.quads import parse_lines
from chantier.namespaces import GRAPH, PREFIXES
from chantier.store import versions
from chantier.store.sources import refuse_kept
from chantier.store.tokens import check_scope
from chantier.store.transactions import graph_lines
from chantier.web.authority import writer
from chantier.web.bodies import rdf_parts
from chantier.web.context import accept_header, site
from chantier.web.updates import done, expected_versions
from chantier.writing.process import write
from chantier.writing.request import Kind, WriteRequest

blueprint = Blueprint("graph_store", __name__)

_KINDS = {"PUT": Kind.REPLACE, "POST": Kind.MERGE, "DELETE": Kind.DELETE}
_ENGINE_FORMATS = {
    TURTLE: ox.RdfFormat.TURTLE,
    JSON_LD: ox.RdfFormat.JSON_LD,
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    RDF_XML: ox.RdfFormat.RDF_XML,
}
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|^`\\\x00-\x20]*")


@blueprint.route("/store")
def read_graph() -> Response:
    """A graph, whole; the default graph is the union where queries see it so."""
    graph = _graph_asked_for()
    # The version that is current now, so that whoever wrote reads what was written.
    version = versions.current(site().settings.data_dir)
    with version.quads_path.open("rb") as lines:
        found = list(lines) if _is_union(graph) else graph_lines(lines, graph)
    if graph and not found:
        raise UnknownThing(
            f"Il n’y a pas de graphe <{graph}>. / There is no graph <{graph}>. The named graphs are"
            " listed in /graph/description."
        )
    chosen = negotiate(accept_header(), DOCUMENT_FORMATS)
    triples = dict.fromkeys(quad.triple for quad in parse_lines(found))
    prefixes = None if chosen is N_TRIPLES else dict(PREFIXES)
    body = ox.serialize(triples, format=_ENGINE_FORMATS[chosen], prefixes=prefixes) or b""
    response = Response(body, content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["ETag"] = f'"{version.manifest.id}.{chosen.name}"'
    response.headers["Cache-Control"] = "no-store"  # a copy could be older than one’s own write
    return response


@blueprint.route("/store", methods=["PUT", "POST", "DELETE"])
def write_graph() -> Response:
    """Replace, extend or remove the graph that the address names; POST without one makes one."""
    if request.method == "POST" and not request.args:
        minted = f"{GRAPH}posted/{uuid.uuid4().hex}"
        answer = _write(minted)
        answer.headers["Location"] = minted
        return answer
    return _write(_graph_asked_for())


@blueprint.route("/graph/<path:name>", methods=["PUT", "POST", "DELETE"])
def write_named_graph(name: str) -> AnyResponse:
    """The same for a graph at its own address; the extension of a format is not part of its IRI."""
    stem, dot, extension = name.rpartition(".")
    has_extension = dot and extension in {item.extension for item in DOCUMENT_FORMATS}
    return _write(GRAPH + (stem if has_extension else name))


def _write(graph: str) -> Response:
    token = writer()
    if _is_union(graph):
        raise QueryError(
            "The default graph is the union of all named graphs here, so it cannot be written."
            " Name a graph: ?graph=IRI."
        )
    check_scope(token, graph)
    refuse_kept(graph)
    kind = _KINDS[request.method]
    outcome = write(
        site().settings,
        WriteRequest(
            kind,
            token.name,
            graph,
            parts=() if kind is Kind.DELETE else rdf_parts(),
            versions=expected_versions(),
            only_new=request.headers.get("If-None-Match", "").strip() == "*",
        ),
    )
    return done(outcome, 201 if outcome.created else 204)


def _graph_asked_for() -> str:
    """Give the IRI of the graph that the address names; ``""`` is the default graph.

    Raises:
        QueryError: it names none, or several, or no absolute IRI.
    """
    names = request.args.getlist("graph")
    default = "default" in request.args
    if len(names) + default != 1 or len(request.args) != 1:
        raise QueryError("Name one graph: /store?graph=IRI, or /store?default.")
    if default:
        return ""
    if not _ABSOLUTE.fullmatch(names[0]):
        raise QueryError(f"“{names[0]}” is not an absolute IRI. Write it whole: https://…")
    return names[0]


def _is_union(graph: str) -> bool:
    return not graph and site().settings.union_default_graph
