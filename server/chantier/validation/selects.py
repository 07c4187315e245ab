"""The queries of SPARQL constraints, with their prefixes.

Source: https://www.w3.org/TR/shacl/#sparql-constraints
"""

from __future__ import annotations

from chantier.namespaces import PREFIXES
from chantier.validation import literals
from chantier.validation.literals import TYPE, sh
from chantier.validation.triples import TripleIndex, Values, only

_ONTOLOGY = f"<{PREFIXES['owl']}Ontology>".encode()


def select_query(shapes: TripleIndex, constraint: bytes) -> str:
    """The query of a SPARQL constraint, with its prefixes.

    Raises:
        UnsureError: it has none, or several, or a prefix has.
    """
    select = literals.text(only(shapes.objects(constraint, sh("select"))))
    declared = _declared(shapes, shapes.objects(constraint, sh("prefixes")))
    found: dict[str, set[str]] = {}
    for each in declared:
        prefix = literals.text(only(shapes.objects(each, sh("prefix"))))
        found.setdefault(prefix, set()).add(
            literals.text(only(shapes.objects(each, sh("namespace"))))
        )
    lines = [
        f"PREFIX {prefix}: <{only(namespaces)}>\n" for prefix, namespaces in sorted(found.items())
    ]
    return "".join(lines) + select


def _declared(shapes: TripleIndex, holders: Values) -> set[bytes]:
    """The prefixes that a constraint has: pySHACL takes all where a holder declares none."""
    ontologies = shapes.subjects(TYPE, _ONTOLOGY)
    everywhere = {each for node in ontologies for each in shapes.objects(node, sh("declare"))}
    found = set[bytes]()
    for holder in holders:
        own = set(shapes.objects(holder, sh("declare")))
        found |= own if own and holder in ontologies else own | everywhere
    return found
