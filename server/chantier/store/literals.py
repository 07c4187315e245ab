"""Literals as the engine reads them: by their value, where it knows the datatype."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import split_line

_MARK = f'"^^<{PREFIXES["xsd"]}'.encode()
_AT_ONCE = 50_000
"""How many literals the engine is given at a time."""


def as_read(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    """Give what the engine makes of the typed literals of N-Quads lines, where it is another.

    A query finds one object where the text has several that stand for one value, such as ``1`` and
    ``01``, or an integer and the same non-negative integer.

    Returns:
        Literal → literal, both as N-Quads write them.
    """
    values = (split_line(line)[0].split(b" ", 2)[2] for line in lines if _MARK in line)
    found = sorted({value for value in values if value[:1] == b'"' and _MARK in value})
    return {
        value: read
        for start in range(0, len(found), _AT_ONCE)
        for value, read in _as_read(found[start : start + _AT_ONCE])
        if value != read
    }


def _as_read(found: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    lines = (b"<urn:n:%d> <urn:p> %s .\n" % item for item in enumerate(found))
    store = ox.Store()
    store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode):
            number = int(quad.subject.value.removeprefix("urn:n:"))
            yield found[number], str(quad.object).encode()
