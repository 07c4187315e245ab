"""Finding things by the words of their labels, whatever their accents and capitals."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from itertools import islice

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
_BEHIND = (f"{ID}shape/", f"{ID}attestation/", f"{ID}identifiant/", f"{ID}passage/")
"""Things of which the graph is made, and which few look for: they come last."""

_NAMES_READ = 50_000
"""Lines that are read for names like another."""
_LIKENESS = 0.6
"""From 0 to 1: how much of a name must be in the other."""


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
            rank = (iri.startswith(_BEHIND), label != wanted, not begins, len(label), iri)
            best[iri] = min(best.get(iri, rank), rank)
    return sorted(best, key=best.__getitem__)[:most]


def nearest(dataset: Dataset, name: str, most: int) -> list[str]:
    """Give the IRIs of things that a wrong name may have meant.

    Those come first of which a label contains its words, then those whose own name is much like it.

    Args:
        dataset: what to search; of a large one, only the first names are compared.
        name: an IRI without what all begin with, such as ``pole/gaspesi``.
        most: how many to give.
    """
    found = find(dataset, name.rpartition("/")[2].replace("-", " "), most)
    if len(found) < most:
        lines = islice(dataset.lines_beginning(f"<{ID}".encode()), _NAMES_READ)
        subjects = dict.fromkeys(line.split(b">", 1)[0] for line in lines)
        names = [subject.decode().removeprefix(f"<{ID}") for subject in subjects]
        alike = get_close_matches(name, names, most, _LIKENESS)
        found += [iri for iri in (ID + each for each in alike) if iri not in found]
    return found[:most]
