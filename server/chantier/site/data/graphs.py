"""Whole graphs: at their own address and in the Graph Store, to read, replace, extend or remove.

Source: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from chantier.default_dataset import DEFAULT_GRAPHS, DefaultDataset
from chantier.errors import BodyError, BrokenVersion, QueryError, UnknownThing
from chantier.namespaces import GRAPH
from chantier.rdf.formats import DOCUMENT_FORMATS, HTML, QUAD_FORMATS
from chantier.rdf.nquads import line_graph, parse_lines
from chantier.rdf.terms import is_absolute_iri
from chantier.rdf.writers import statement_bytes
from chantier.site.context import dataset, request_language, site
from chantier.site.data.documents import (
    BY_EXTENSION,
    document_format,
    page_of,
    rdf_document,
    unknown,
)
from chantier.site.data.updates import done, expected_versions, rdf_parts, writer
from chantier.site.responses import response_in
from chantier.store import versions
from chantier.store.dataset import Dataset
from chantier.store.integrity import check
from chantier.store.manifest import Version
from chantier.store.sources import is_asked_by_default, refuse_reserved
from chantier.updates.changes import graph_lines
from chantier.updates.process import write
from chantier.updates.request import Kind, WriteRequest
from chantier.updates.tokens import check_scope

blueprint = Blueprint("graph_store", __name__)

_KINDS = {"PUT": Kind.REPLACE, "POST": Kind.MERGE, "DELETE": Kind.DELETE}


def _current_version() -> Version:
    """The version that is current now, or the one being served where that is damaged."""
    try:
        version = versions.current(site().settings.data_dir)
        check(version)
    except BrokenVersion:
        return dataset().version
    return version


@blueprint.route("/store")
def read_graph() -> Response:
    """A graph, whole; the default graph is what queries ask that name none."""
    graph = _graph_asked_for()
    # The version that is current now, so that the author of a write reads what was written.
    version = _current_version()
    with version.quads_path.open("rb") as lines:
        found = graph_lines(lines, graph) if graph else _default_lines(version, lines)
    if graph and not found:
        raise UnknownThing(
            f"Il n’y a pas de graphe <{graph}>.",
            f"There is no graph <{graph}>. The named graphs are listed in /graph/description.",
        )
    chosen = document_format(DOCUMENT_FORMATS)
    quads = parse_lines(found)
    distinct = quads if chosen in QUAD_FORMATS else dict.fromkeys(quad.triple for quad in quads)
    response = response_in(chosen, statement_bytes(distinct, chosen))
    response.headers["ETag"] = f'"{version.manifest.id}.{chosen.name}"'
    response.headers["Cache-Control"] = "no-store"  # a copy could be older than one’s own write
    return response


@blueprint.route("/graph/<path:name>")
def named_graph(name: str) -> AnyResponse:
    """A graph whole, at its own address; as a page, what the catalogue says of it."""
    stem, extension = _without_extension(name)
    chosen = document_format((*DOCUMENT_FORMATS, HTML), extension)
    if GRAPH + stem not in dataset().version.manifest.graphs:
        raise unknown(GRAPH + stem)
    if chosen is HTML:
        return page_of(f"graph/{stem}", request_language())
    quads = dataset().quads_in_graph(GRAPH + stem)
    return rdf_document(quads, chosen, f"/graph/{quote(stem)}.{chosen.extension}")


@blueprint.route("/graph/")
def no_graph() -> AnyResponse:
    """What begins the IRIs of the graphs is none itself."""
    raise unknown(GRAPH)


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
    return _write(GRAPH + _without_extension(name)[0])


def _without_extension(name: str) -> tuple[str, str]:
    """The name of a graph and the extension of a format that follows it, or none."""
    stem, _, extension = name.rpartition(".")
    return (stem, extension) if stem and extension in BY_EXTENSION else (name, "")


def _write(graph: str) -> Response:
    token = writer()
    if "Content-Range" in request.headers:  # RFC 9110 §14.5: else the part would be all there is
        raise BodyError(
            "Content-Range : une partie d’un graphe ne s’envoie pas ainsi, et rien n’a été changé."
            " Envoyez le graphe entier, ou ajoutez-y par POST.",
            english="Content-Range: a part of a graph is not sent so, and nothing was changed. Send"
            " the whole graph, or add to it with POST.",
        )
    default = site().settings.union_default_graph
    if not graph and default.is_virtual:
        french, english = DEFAULT_GRAPHS[default]
        raise QueryError(
            f"Le graphe par défaut est ici {french} : il ne s’écrit pas. Nommez un"
            " graphe : ?graph=IRI.",
            f"The default graph is {english} here, so it cannot be written."
            " Name a graph: ?graph=IRI.",
        )
    check_scope(token, graph)
    refuse_reserved(graph)
    kind = _KINDS[request.method]
    outcome = write(
        site().settings,
        WriteRequest(
            kind,
            token.name,
            graph,
            parts=() if kind is Kind.DELETE else rdf_parts(),
            versions=expected_versions(),
            may_empty="If-Match" in request.headers,
            only_new=request.headers.get("If-None-Match", "").strip() == "*",
        ),
    )
    return done(outcome, 201 if outcome.created else 204)


def _graph_asked_for() -> str:
    """The IRI of the graph that the address names; ``""`` is the default graph.

    Raises:
        QueryError: it names none, or several, or no absolute IRI.
    """
    names = request.args.getlist("graph")
    default = "default" in request.args
    if len(names) + default != 1 or len(request.args) != 1:
        raise QueryError(
            "Nommez un graphe, et un seul : /store?graph=IRI, ou /store?default.",
            "Name one graph: /store?graph=IRI, or /store?default.",
        )
    if default:
        return ""
    if not is_absolute_iri(names[0]):
        raise QueryError(
            f"« {names[0]} » n’est pas une IRI absolue. Écrivez-la en entier : https://…",
            f"“{names[0]}” is not an absolute IRI. Write it whole: https://…",
        )
    return names[0]


def _default_lines(version: Version, lines: Iterable[bytes]) -> list[bytes]:
    """The lines of the graphs that a query asks that names none."""
    default = Dataset(version, site().settings.union_default_graph).default.dataset
    if default is DefaultDataset.ORDINARY:
        return graph_lines(lines, "")
    if default is DefaultDataset.UNION:
        return list(lines)
    return [line for line in lines if is_asked_by_default(line_graph(line))]
