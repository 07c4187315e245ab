"""RDF documents of clients, parsed. Only for a process that may be lost.

The parsers recurse and expand: a hostile document can end the process that reads it. Its limits
are set where it is started.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from chantier.errors import BodyError
from chantier.rdf.formats import ENGINE_FORMATS, TRIPLE_FORMATS
from chantier.rdf.terms import in_graph
from chantier.updates.changes import refuse_rdf_12
from chantier.updates.request import Part

_FORMATS = {item.name: ENGINE_FORMATS[item] for item in TRIPLE_FORMATS}
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)")


def parse_part(part: Part, graph: str, base_iri: str) -> list[ox.Quad]:
    """The triples of a document as quads of a graph, their lexical forms untouched.

    Args:
        part: the document.
        graph: IRI of the graph; ``""`` is the default graph.
        base_iri: what relative IRIs are resolved against.

    Raises:
        BodyError: it is not UTF-8, not what its media type says, or more than a graph.
        QueryError: it is RDF 1.2.
    """
    text = _text(part)
    if part.format == "rdfxml" and _DOCTYPE.search(text):
        raise BodyError(
            "Un type de document (<!DOCTYPE>, <!ENTITY>) est refusé en RDF/XML. Écrivez les noms en"
            " entier.",
            english="A document type (<!DOCTYPE>, <!ENTITY>) is refused in RDF/XML. Write names in"
            " full.",
        )
    try:
        found = list(
            ox.parse(text, format=_FORMATS[part.format], base_iri=base_iri, rename_blank_nodes=True)
        )
    except SyntaxError as error:
        raise _body_error(error, part.format) from error
    except ValueError as error:
        raise BodyError(
            f"Ce n’est pas du {part.format} : {error}.",
            english=f"This is not {part.format}: {error}.",
        ) from error
    if any(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in found):
        raise BodyError(
            "Le corps contient des graphes nommés (@graph avec @id), et cette adresse reçoit un"
            " seul graphe. Envoyez chacun au sien.",
            english="The body holds named graphs (@graph with @id), and this address takes one"
            " graph. Send each to its own.",
        )
    quads = in_graph((quad.triple for quad in found), graph)
    refuse_rdf_12(quads)
    return quads


def _text(part: Part) -> str:
    try:
        return part.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = part.content.count(b"\n", 0, error.start) + 1
        raise BodyError(
            "Le corps n’est pas en UTF-8. Encodez-le en UTF-8.",
            line,
            english="The body is not UTF-8. Encode it as UTF-8.",
        ) from None


def _body_error(error: SyntaxError, format_name: str) -> BodyError:
    message = str(error.args[0])
    if "LoadDocumentCallback" in message:
        return BodyError(
            "Un contexte serait pris ailleurs, ce qui est refusé. Mettez le contexte lui-même dans"
            " le document, sous @context.",
            english="A context is loaded from elsewhere, which is refused. Put the context itself"
            " in the document, under @context.",
        )
    return BodyError(
        f"Ce n’est pas du {format_name} : {message}.",
        error.lineno or 0,
        error.offset or 0,
        english=f"This is not {format_name}: {message}.",
    )
