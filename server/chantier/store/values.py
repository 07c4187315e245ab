"""Literals as the engine reads them: by their value, where it knows the datatype."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from chantier.namespaces import PREFIXES

_MARK = f'"^^<{PREFIXES["xsd"]}'.encode()


def as_read(triples: Iterable[bytes]) -> dict[bytes, bytes]:
    """Give what the engine makes of the typed literals of some triples.

    A query finds one object where the text has several that stand for one value, such as ``1`` and
    ``01``, or an integer and the same non-negative integer.

    Args:
        triples: as N-Quads lines start.

    Returns:
        Literal → literal, both as N-Quads write them.
    """
    values = {triple.split(b" ", 2)[2] for triple in triples if _MARK in triple}
    found = sorted(value for value in values if value[:1] == b'"' and _MARK in value)
    lines = (b"<urn:n:%d> <urn:p> %s .\n" % item for item in enumerate(found))
    store = ox.Store()
    store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES)
    return {
        found[int(quad.subject.value.removeprefix("urn:n:"))]: str(quad.object).encode()
        for quad in store
        if isinstance(quad.subject, ox.NamedNode)
    }
