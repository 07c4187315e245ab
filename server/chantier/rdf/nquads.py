"""Quads as canonical N-Quads lines: exact lexical forms, one order, one digest.

The triple store canonicalises literals (``1.50`` becomes ``1.5``), so whatever is published is
written from these lines, never from the store.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import pyoxigraph as ox

from chantier.rdf.labels import labelled


def canonical_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """The distinct N-Quads lines of a dataset, sorted by bytes, each with its newline.

    Blank nodes are labelled as ``rdf.labels`` says.
    """
    return recanonicalised(quad_lines(quads))


def recanonicalised(lines: Iterable[bytes]) -> list[bytes]:
    """Canonical lines, made from N-Quads lines whose blank nodes have any labels.

    All but these must be as ``quad_lines`` writes them.
    """
    ground: set[bytes] = set()
    bound: set[bytes] = set()
    for line in lines:
        (bound if b"_:" in line else ground).add(line)
    return sorted({*ground, *labelled(bound)})


def canonical_merge(lines: Iterable[bytes], more: Iterable[bytes]) -> Iterator[bytes]:
    """Canonical lines, made from sorted N-Quads lines together with others.

    Args:
        lines: sorted by bytes; they are gone through twice, and only those with blank nodes are
            held. Otherwise as for ``recanonicalised``.
        more: in any order.
    """
    bound = [line for line in lines if b"_:" in line]
    ground = (line for line in lines if b"_:" not in line)
    merged = heapq.merge(ground, recanonicalised([*bound, *more]))
    return (line for line, _ in groupby(merged))


def quad_lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    """The N-Quads lines of quads, in their order, blank nodes labelled as they are."""
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return text.splitlines(keepends=True)


def line_graph(line: bytes) -> str:
    """The IRI of the named graph of an N-Quads line; empty for the default graph."""
    return split_line(line)[1]


def split_line(line: bytes) -> tuple[bytes, str]:
    """The triple of an N-Quads line, without a full stop, and the IRI of its named graph."""
    end = line.rindex(b" ", 0, -3)
    last = line[end + 1 : -3]
    if last[:1] != b"<" or b'"' in last or line.split(b" ", 3)[3] == b".\n":
        return line[:-3], ""
    return line[:end], last[1:-1].decode()


def line_terms(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Subject, predicate and object of a canonical line; a literal is cut where a space is."""
    subject, predicate, value, _ = line.split(b" ", 3)
    return subject, predicate, value


def digest(lines: Iterable[bytes]) -> str:
    """The SHA-256 of canonical lines, in lower-case hexadecimal."""
    sha256 = hashlib.sha256()
    for line in lines:
        sha256.update(line)
    return sha256.hexdigest()


def parse_lines(lines: Sequence[bytes]) -> list[ox.Quad]:
    """Parse N-Quads lines; the quads are in their order."""
    return list(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS))


def distinct_triples(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The triples of sorted lines as ``split_line`` does, whatever graphs they are in.

    Each comes once: those that stand in several graphs follow one another.
    """
    return (triple for triple, _ in groupby(split_line(line)[0] for line in lines))


def graph_iri(quad: ox.Quad) -> str:
    """The IRI of a quad's named graph; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def object_first(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that have an IRI for object, each with that IRI in front."""
    for line in lines:
        object_and_rest = line.split(b" ", 2)[2]
        if object_and_rest.startswith(b"<") and not object_and_rest.startswith(b"<<"):
            yield object_and_rest[: object_and_rest.index(b">") + 1] + b" " + line


def predicate_first(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The distinct triples of sorted lines, each as predicate, object and subject."""
    for triple in distinct_triples(lines):
        subject, predicate, value = triple.split(b" ", 2)
        yield b"%b %b %b\n" % (predicate, value, subject)
