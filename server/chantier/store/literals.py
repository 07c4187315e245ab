"""Literals in the form the engine gives them: that of their value, where it knows the datatype."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.rdf.nquads import split_line

_XSD_DATATYPE = f'"^^<{PREFIXES["xsd"]}'.encode()
"""How a line goes on after the lexical form of a literal with a datatype of XML Schema."""
BATCH_LITERALS = 50_000
"""Literals that are loaded into one store."""


def engine_forms(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    """What the engine makes of the typed literals of N-Quads lines, where it changes them.

    A query finds one object where the text has several that stand for one value, such as ``1`` and
    ``01``, or an integer and the same non-negative integer.

    Returns:
        Literal → literal, both as N-Quads write them.
    """
    values = (split_line(line)[0].split(b" ", 2)[2] for line in lines if _XSD_DATATYPE in line)
    found = sorted({value for value in values if value[:1] == b'"' and _XSD_DATATYPE in value})
    return {
        value: read
        for start in range(0, len(found), BATCH_LITERALS)
        for value, read in _loaded(found[start : start + BATCH_LITERALS])
        if value != read
    }


def _loaded(found: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    lines = (b"<urn:n:%d> <urn:p> %s .\n" % item for item in enumerate(found))
    store = ox.Store()
    store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode):
            number = int(quad.subject.value.removeprefix("urn:n:"))
            yield found[number], str(quad.object).encode()
