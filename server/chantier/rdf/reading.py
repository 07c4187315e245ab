"""RDF documents of others, read: the one way in for each syntax, through whatever door they come.

The parsers recurse: a hostile document can end the process that reads it. What is known to do so
is refused; a document of strangers is read in a process that may be lost all the same.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from chantier.errors import BodyError
from chantier.namespaces import PREFIXES
from chantier.rdf.formats import ENGINE_FORMATS, JSON_LD, RDF_XML, Format
from chantier.rdf.nquads import graph_iri
from chantier.rdf.plain_xml import PlainXml
from chantier.rdf.terms import RDF_12, beyond_rdf_11
from chantier.rdf.turtle_tokens import first_nesting_triple

MAX_JSON_LEVELS = 1_000
"""Brackets within brackets of JSON-LD: the engine takes quadratic time for them."""
MAX_NAMED_GRAPHS = 5
"""Graphs that a refusal names."""
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
_UNDECLARED = re.compile(r"[Tt]he prefix ([\w.-]*):? has not been declared")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class RdfDocument:
    """An RDF document as it came."""

    content: bytes
    """A byte-order mark at its start is no part of it."""
    form: Format
    """Its syntax."""
    base_iri: str
    """What relative IRIs are resolved against, unless the document says otherwise."""
    path: Path | None = None
    """Its file, if it came from one."""


def read_graph(document: RdfDocument, graph: str | None) -> Iterator[ox.Triple]:
    """The triples of a document that holds one graph, their lexical forms untouched.

    They come as they are read: an error may follow some.

    Args:
        document: what is read.
        graph: IRI of the graph that the triples are for, the only one that the document may name;
            ``""`` is the default graph, ``None`` stands for any.

    Raises:
        BodyError: as for ``read_quads``, or it holds another graph, or several.
    """
    names: dict[str, None] = {}
    for quad in read_quads(document):
        name = graph_iri(quad)
        names[name] = None
        if len(names) > MAX_NAMED_GRAPHS:
            break
        if graph is None or name in ("", graph):
            yield quad.triple
    if len(names) > 1 or not (graph is None or names.keys() <= {"", graph}):
        raise _other_graphs(list(names), graph)


def read_quads(document: RdfDocument) -> Iterator[ox.Quad]:
    """The quads of a document, as they are read; no two documents share a blank node.

    Raises:
        BodyError: it is not text in UTF-8 (or what an XML document says it is), not what its
            format says, RDF 1.2, or made to exhaust its reader.
    """
    if document.form is RDF_XML:
        xml = PlainXml(document.content, document.base_iri)
        try:
            for quad in _parsed(document, xml):
                yield _with_languages(quad, xml)
        except BodyError as error:
            if error.line:
                raise
            raise BodyError(error.french, xml.line, english=error.english) from error
    else:
        yield from _parsed(document, _text(document).encode())


def _parsed(document: RdfDocument, source: Any) -> Iterator[ox.Quad]:
    form, base = ENGINE_FORMATS[document.form], document.base_iri
    try:
        for quad in ox.parse(source, format=form, base_iri=base, rename_blank_nodes=True):
            if reason := beyond_rdf_11(quad):
                french, english = reason
                raise BodyError(french, english=english)
            yield quad
    except SyntaxError as error:
        french, english = _explained(error, document.form)
        line, column = error.lineno or 0, error.offset or 0
        raise BodyError(french, line, column, english=english) from error
    except ValueError as error:
        french, english = _not_of(document.form, str(error))
        raise BodyError(french, english=english) from error


def decoded(content: bytes) -> str:
    """A text in UTF-8, without the byte-order mark that may stand before it.

    Raises:
        BodyError: it is in another encoding.
    """
    if content.startswith(_WIDE) or 0 in content[:2]:
        raise BodyError(
            "Le texte est en UTF-16 ou en UTF-32. Enregistrez-le en UTF-8.",
            1,
            english="The text is UTF-16 or UTF-32. Save it as UTF-8.",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BodyError(
            "Le texte n’est pas en UTF-8. Enregistrez-le en UTF-8.",
            line,
            english="The text is not UTF-8. Save it as UTF-8.",
        ) from None


def _text(document: RdfDocument) -> str:
    text = decoded(document.content)
    if document.form is JSON_LD:
        level = 0
        for found in _BRACKET.finditer(text):
            level += bool(found[1]) - bool(found[2])
            if level > MAX_JSON_LEVELS:
                raise BodyError(
                    f"Plus de {MAX_JSON_LEVELS} crochets s’emboîtent les uns dans les autres.",
                    english=f"More than {MAX_JSON_LEVELS} brackets stand within one another.",
                )
    elif place := first_nesting_triple(text):
        french, english = RDF_12
        raise BodyError(french, *place, english=english)
    return text


def _with_languages(quad: ox.Quad, xml: PlainXml) -> ox.Quad:
    """The quad without a language where an empty one was given."""
    value = quad.object
    if not isinstance(value, ox.Literal) or value.language != xml.no_language:
        return quad
    return ox.Quad(quad.subject, quad.predicate, ox.Literal(value.value), quad.graph_name)


def _other_graphs(names: list[str], graph: str | None) -> BodyError:
    def listed(default: str, more: str) -> str:
        found = [f"<{name}>" if name else default for name in names]
        return ", ".join([*found[:-1], more] if len(names) > MAX_NAMED_GRAPHS else found)

    french = f"Le document contient des triplets de {listed('le graphe par défaut', 'd’autres')},"
    english = f"The document holds triples of {listed('the default graph', 'more')},"
    if graph is None:
        return BodyError(
            f"{french} et un seul graphe se lit à la fois. Faites de chaque graphe un document.",
            english=f"{english} and one graph is read at a time. Make a document of each graph.",
        )
    french_taken, english_taken = "le graphe par défaut", "the default graph"
    if graph:
        french_taken, english_taken = (
            f"{french_taken} ou <{graph}>",
            f"{english_taken} or <{graph}>",
        )
    return BodyError(
        f"{french} et un seul graphe se lit ici : {french_taken}. Envoyez chaque graphe à son"
        " adresse.",
        english=f"{english} and one graph is read here: {english_taken}. Send each graph to its own"
        " address.",
    )


def _explained(error: SyntaxError, form: Format) -> tuple[str, str]:
    """What is wrong with a document, in French and in English."""
    message = str(error.args[0])
    if "LoadDocumentCallback" in message:
        return (
            "Un contexte se chargerait d’ailleurs, ce qui est refusé. Mettez le contexte lui-même"
            " dans le document, sous @context.",
            "A context is loaded from elsewhere, which is refused. Put the context itself in the"
            " document, under @context.",
        )
    reason = message.partition(": ")[2] if message.startswith("Parser error at ") else message
    french, english = _not_of(form, reason)
    prefix = _UNDECLARED.search(reason)
    if prefix and (namespace := PREFIXES.get(prefix[1])):
        line = f"@prefix {prefix[1]}: <{namespace}> ."
        return f"{french} Ajoutez la ligne : {line}", f"{english} Add the line: {line}"
    return french, english


def _not_of(form: Format, reason: str) -> tuple[str, str]:
    name, why = ENGINE_FORMATS[form].name, reason.rstrip(".")
    return f"Ce n’est pas du {name} : {why}.", f"This is not {name}: {why}."
