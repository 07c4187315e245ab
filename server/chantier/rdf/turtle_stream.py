"""Turtle and TriG as it comes, statement after statement, in names that every reader knows.

The engine's own writer escapes signs in short names, which rdflib reads wrongly at their end, and
leaves out the quotes of numbers, whose zeros and signs rdflib then forgets.

Sources: https://www.w3.org/TR/turtle/, https://www.w3.org/TR/trig/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox

from chantier.rdf.nquads import graph_iri
from chantier.rdf.rdfxml import ByteSink, Statements, write_buffered
from chantier.rdf.terms import RDF_TYPE, XSD_STRING
from chantier.rdf.turtle import is_bare, short_form

MAX_KNOWN_NAMES = 10_000
"""Short forms that are kept from one statement to the next."""


def write_turtle_stream(
    statements: Statements, output: ByteSink, prefixes: Mapping[str, str], *, graphs: bool
) -> None:
    """Write statements as they come; those of one subject that follow one another share it.

    Args:
        statements: of quads, those of the default graph alone in Turtle.
        output: where the bytes go.
        prefixes: declared at the start.
        graphs: whether it is TriG.
    """
    write_buffered(_document(statements, prefixes, graphs), output)


def _document(statements: Statements, prefixes: Mapping[str, str], graphs: bool) -> Iterator[str]:
    terms = _Terms(prefixes)
    yield "".join(f"@prefix {key}: <{namespace}> .\n" for key, namespace in prefixes.items())
    graph, end = "", ""
    subject: object = None
    verb = ""
    for statement in statements:
        own = graph_iri(statement) if isinstance(statement, ox.Quad) else ""
        if own and not graphs:
            continue
        if own != graph:
            yield _block_end(graph, end)
            yield f"{terms.name(own)} {{\n" if own else ""
            graph, subject, end = own, None, ""
        predicate = statement.predicate.value
        if statement.subject != subject:
            subject, verb = statement.subject, predicate
            yield f"{end}{terms.written(subject)} {terms.verb(predicate)} "
            end = " .\n"
        elif predicate != verb:
            verb = predicate
            yield f" ;\n\t{terms.verb(predicate)} "
        else:
            yield " , "
        yield terms.written(statement.object)
    yield _block_end(graph, end)


def _block_end(graph: str, end: str) -> str:
    return f"{end}}}\n" if graph else end


class _Terms:
    """How terms are written under some prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_namespace = {namespace: prefix for prefix, namespace in prefixes.items()}
        self.name = lru_cache(MAX_KNOWN_NAMES)(self._name)

    def _name(self, iri: str) -> str:
        return short_form(iri, self._by_namespace) or f"<{iri}>"

    def verb(self, iri: str) -> str:
        """An IRI where a predicate stands."""
        return "a" if iri == RDF_TYPE else self.name(iri)

    def written(self, term: object) -> str:
        """A subject or an object."""
        if isinstance(term, ox.NamedNode):
            return self.name(term.value)
        if isinstance(term, ox.Triple):
            return f"<<( {term} )>>"
        if not isinstance(term, ox.Literal) or term.language:
            return str(term)
        datatype = term.datatype.value
        if datatype == XSD_STRING:
            return str(term)
        if is_bare(term.value, datatype):
            return term.value
        return f"{str(term)[: -len(datatype) - 2]}{self.name(datatype)}"
