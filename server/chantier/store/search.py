"""Finding things by the words of their labels, whatever their accents and capitals."""

from __future__ import annotations

import re
import unicodedata

from chantier.model.terms import LABEL_PREDICATES
from chantier.namespaces import CES, ID, PREFIXES
from chantier.store.dataset import Dataset

_LABELS = frozenset(
    f"<{iri}>".encode()
    for iri in (*LABEL_PREDICATES, f"{PREFIXES['skos']}altLabel", f"{CES}formerName")
)
_WORD = re.compile(r"\w+")
_MARKS = re.compile("[\u0300-\u036f]+")
"""What accents are once a letter is taken apart."""
BEHIND = (f"{ID}shape/", f"{ID}attestation/", f"{ID}identifiant/", f"{ID}passage/")
"""Things of which the graph is made, and which few look for: they come last."""


def folded(text: str) -> str:
    """Give a text without accents, capitals and ligatures."""
    plain = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return plain if plain.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", plain))


def find(dataset: Dataset, text: str, most: int) -> list[str]:
    """Give the IRIs of things of which some label contains every word of a text.

    Those come first whose label is nearest to the text: equal, then beginning with it, then
    shortest. Reads every line, about a million a second.

    Args:
        dataset: what to search.
        text: as a person wrote it; without a word, nothing is found.
        most: how many to give.
    """
    wanted = folded(text)
    words = _WORD.findall(wanted)
    best: dict[str, tuple[bool, bool, bool, int, str]] = {}
    for line in dataset.lines_beginning(f"<{ID}".encode()) if words else ():
        subject, predicate, value = line.split(b" ", 2)
        if predicate not in _LABELS or value[:1] != b'"':
            continue
        label = folded(value[1 : value.rindex(b'"')].decode())
        if all(word in label for word in words):
            iri = subject[1:-1].decode()
            begins = label.startswith(words[0])
            rank = (iri.startswith(BEHIND), label != wanted, not begins, len(label), iri)
            best[iri] = min(best.get(iri, rank), rank)
    return sorted(best, key=best.__getitem__)[:most]
