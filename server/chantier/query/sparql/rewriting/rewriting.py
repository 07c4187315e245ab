"""Queries said in other words where the engine answers the words they are written in wrongly.

What is mended: GRAPH with a variable around what has no triples of its own, paths of length zero
from a term that the graph does not mention, alternative paths that lead to the same (also those of
``!(a|^b)``), GROUP_CONCAT
over what is no plain string, BNODE(string), and several default graphs of an update. A text that
has none of these runs as it is written.

Source: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from uuid import uuid4

import pyoxigraph as ox

from chantier.errors import QueryError
from chantier.namespaces import ENDPOINT
from chantier.query.sparql.rewriting.concatenation import Concatenation
from chantier.query.sparql.rewriting.datasets import (
    absolute_iris,
    copied_into,
    lend_default_graph,
)
from chantier.query.sparql.rewriting.reader import read_operations, read_query
from chantier.query.sparql.rewriting.suspects import is_suspect
from chantier.query.sparql.rewriting.tree import QueryTree
from chantier.query.sparql.rewriting.writer import Rewriter, Run

_SUSPECT = re.compile(
    r"GRAPH|GROUP_CONCAT|BNODE|[\w>):][ \t\r\n]*(?:[*?+](?!\w)|\|)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A query that the engine answers as the standard says, and the aggregates that it calls."""

    text: str
    aggregates: Mapping[ox.NamedNode, Callable[[], Concatenation]] = field(default_factory=dict)


def needs_rewriting(text: str) -> bool:
    """Whether a query, whatever the data, has to be read by ``rewritten_query``.

    Raises:
        SyntaxError: it is not SPARQL.
        QueryError: it is written in a way that is not read here.
    """
    return _has_suspect_words(text) and _is_suspect(text)


def _has_suspect_words(text: str) -> bool:
    return _SUSPECT.search(text) is not None


@lru_cache(maxsize=256)
def _is_suspect(text: str) -> bool:
    return any(map(is_suspect, tree_of(text).form.below()))


@lru_cache(maxsize=32)
def tree_of(text: str) -> QueryTree:
    """The patterns of a query.

    Raises:
        SyntaxError: it is not SPARQL.
        QueryError: it is written in a way that is not read here.
    """
    with suppress(RuntimeError):  # it calls a function that nobody knows
        ox.Store().query(text, base_iri=ENDPOINT)
    try:
        return read_query(text)
    except RecursionError:
        raise QueryError(
            "La requête s’emboîte trop profondément. Posez-la en plusieurs requêtes.",
            "The query nests too deep. Ask in several queries.",
        ) from None


def rewritten_query(text: str, columns: Sequence[str], run: Run) -> Rewritten:
    """A query in words that the engine answers rightly; the same words where they are right.

    Args:
        text: what the engine accepts as a query.
        columns: the variables of its solutions, in order; empty where it has none.
        run: runs another query on the same data.

    Raises:
        QueryError: it cannot be said so, or only at too great a length.
    """
    patterns = tree_of(text)
    writer = Rewriter(text, patterns, columns, run)
    return Rewritten(
        text[: patterns.form.start] + writer.written() + text[patterns.form.end :],
        writer.aggregates,
    )


def operations(
    text: str, store: ox.Store, base_iri: str, asked: Callable[[str], bool] | None = None
) -> Iterator[Rewritten]:
    """The operations of an update, each written when those before it were carried out.

    An update that the engine carries out rightly is one operation. Default graphs that an operation
    names are merged into one that is in the store for as long as the operation takes.

    Args:
        text: what the engine accepts as an update.
        store: what it is carried out on.
        base_iri: what relative IRIs begin with.
        asked: whether the default graph of a WHERE holds a graph; ``None``: it is the graph
            without a name. Else the operations come one by one, whatever they are.

    Raises:
        QueryError: an operation cannot be said so that the engine carries it out rightly.
    """
    is_plain = not _has_suspect_words(text) and len(re.findall("USING", text, re.IGNORECASE)) < 2
    if is_plain and asked is None:
        yield Rewritten(text)
        return
    for patterns in read_operations(text):
        lent = lend_default_graph(store, asked)
        merge = ox.NamedNode(f"urn:uuid:{uuid4()}") if len(patterns.defaults) > 1 else None
        if merge:
            graphs = absolute_iris(patterns.prologue, patterns.defaults, base_iri)
            store.extend(list(copied_into(merge, store, graphs)))
        run = partial(store.query, base_iri=base_iri)
        writer = Rewriter(text, patterns, (), run, merge=str(merge or ""))
        yield Rewritten(f"{patterns.prologue} {writer.written()}", writer.aggregates)
        if merge:
            store.remove_graph(merge)
        for quad in lent:
            store.remove(quad)


def cannot_be_said(error: SyntaxError) -> QueryError:
    """What is said where the engine does not accept the other words."""
    return QueryError(
        "L’engin répondrait faux à ceci tel qu’il est écrit, et cela ne peut se dire autrement"
        f" ici : {error.args[0]}. Nommez les graphes au lieu de GRAPH avec une variable, ou mettez"
        " la fonction dans un BIND à elle.",
        "This is answered wrongly as it is written, and cannot be said otherwise here:"
        f" {error.args[0]}. Name the graphs instead of GRAPH with a variable, or put the function"
        " into a BIND of its own.",
    )
