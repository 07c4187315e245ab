"""Finding things by the words of their labels, whatever their accents and capitals."""

from __future__ import annotations

import re
import unicodedata

from chantier.model.terms import LABEL_PREDICATES
from chantier.namespaces import CES, ID, PREFIXES
from chantier.store.dataset import Dataset

_SEARCHED = (*LABEL_PREDICATES, f"{PREFIXES['skos']}altLabel", f"{CES}formerName")
_LABELS = re.compile(
    rf"^<({re.escape(ID)}[^>]*)> <(?:{'|'.join(map(re.escape, _SEARCHED))})>"
    r' "((?:[^"\\]|\\.)*)"'.encode(),
    re.MULTILINE,
)
_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """Give a text without accents, capitals and ligatures."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def find(dataset: Dataset, text: str, most: int) -> list[str]:
    """Give the IRIs of things of which some label contains every word of a text.

    Those come first whose label is nearest to the text: equal, then beginning with it, then
    shortest. Reads every label, at some hundreds of thousands a second.

    Args:
        dataset: what to search.
        text: as a person wrote it; without a word, nothing is found.
        most: how many to give.
    """
    wanted = folded(text)
    words = _WORD.findall(wanted)
    best: dict[str, tuple[bool, bool, int, str]] = {}
    for found in dataset.found(_LABELS) if words else ():
        label = folded(found[2].decode())
        if all(word in label for word in words):
            iri = found[1].decode()
            rank = (label != wanted, not label.startswith(words[0]), len(label), iri)
            best[iri] = min(best.get(iri, rank), rank)
    return sorted(best, key=best.__getitem__)[:most]
