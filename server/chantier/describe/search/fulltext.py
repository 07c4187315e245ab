"""Finding things by the words that they bear or that are said of them, in both languages.

The words of a version are in a table of SQLite in memory, which never changes.

Source: https://www.sqlite.org/fts5.html
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice

from chantier.namespaces import CES, ID, expand
from chantier.rdf.terms import LABEL_PREDICATES
from chantier.store.dataset import Dataset
from chantier.text.collation import WORD, folded
from chantier.text.words import Word, content_words, normalised, search_words

OTHER_NAMES = tuple(
    expand(name)
    for name in (
        "skos:altLabel",
        "skos:hiddenLabel",
        "ces:formerName",
        "ces:heading",
        "skos:notation",
        "ces:regionCode",
    )
)
"""Predicates of what a thing is also called."""
SAID = tuple(
    expand(name)
    for name in (
        "ces:statementText",
        "skos:definition",
        "dcterms:description",
        "ces:verbatim",
        "skos:scopeNote",
        "skos:note",
        "skos:historyNote",
        "skos:editorialNote",
    )
)
"""Predicates of what is said of a thing or quoted, most telling first."""
_COLUMNS = (LABEL_PREDICATES, OTHER_NAMES, SAID)
_WEIGHTS = (10.0, 6.0, 1.0)
"""Of a word in a label, in another name, in what is said."""
BEHIND = tuple(
    f"{ID}{name}/" for name in ("shape", "attestation", "identifiant", "passage", "geometrie")
)
"""Things of which the graph is made, and which few look for: they come last."""
_NEAR = 0.75
"""How alike words are, of 1, of which one is proposed for the other."""

Rank = tuple[int, bool, bool, float, str]
"""How far a thing is from what was sought: the least comes first."""

_NAMES_READ = 50_000
"""Lines that are read for names like another."""
_LIKENESS = 0.6
"""From 0 to 1: how much of a name must be in the other."""


class Words:
    """The words of a version, ready to be searched; for many threads at once."""

    def __init__(self, data: Dataset, iris: Sequence[str]) -> None:
        """Read what some things bear; they are told by their number afterwards."""
        self._iris = iris
        self._names = defaultdict[int, list[tuple[str, frozenset[str]]]](list)
        """What each thing is called: its words in order, and those that say something."""
        self._vocabulary = dict[str, str]()
        # SQLite itself has one thread wait for the other; nothing is written after this.
        self._table = sqlite3.connect(":memory:", check_same_thread=False)
        self._fill(data)

    def bearing(self, text: str) -> dict[int, Rank]:
        """Give the things that bear every word of a text, each with its rank."""
        words, wanted, same = search_words(text), normalised(text), frozenset(content_words(text))
        if not words:
            return {}
        scored = self._table.execute(
            "SELECT rowid, bm25(words, ?, ?, ?) FROM words WHERE words MATCH ?",
            (*_WEIGHTS, " AND ".join(map(_expression, words))),
        )
        ranked = dict[int, Rank]()
        for number, score in scored:
            names = self._names.get(number, ())
            begins = [name for name, _ in names if name.startswith(wanted)]
            ranked[number] = (
                _remoteness(self._iris[number]),
                all(words != same for _, words in names),
                not begins,
                score,
                self._iris[number],
            )
        return ranked

    def suggestion(self, text: str) -> str:
        """Give words that things bear in place of those that none does; empty for none."""
        better, changed = [], False
        for word in search_words(text):
            near = [word.text]
            if not self.bearing(word.text):
                near, changed = get_close_matches(word.text, self._vocabulary, 1, _NEAR), True
            better += [self._vocabulary.get(item, item) for item in near]
        proposed = " ".join(better)
        return proposed if changed and self.bearing(proposed) else ""

    def _fill(self, data: Dataset) -> None:
        numbers = {iri: number for number, iri in enumerate(self._iris)}
        texts = defaultdict[int, list[list[str]]](lambda: [[] for _ in _COLUMNS])
        for column, predicates in enumerate(_COLUMNS):
            for predicate in predicates:
                for iri, literal in data.literals(predicate):
                    number = numbers.get(iri)
                    if number is None:
                        continue
                    texts[number][column].append(normalised(literal.value))
                    if predicates is not SAID:
                        name = texts[number][column][-1], frozenset(content_words(literal.value))
                        self._names[number].append(name)
                        spoken = WORD.findall(literal.value.lower())
                        self._vocabulary.update((folded(word), word) for word in spoken)
        self._table.execute(
            "CREATE VIRTUAL TABLE words USING fts5(label, other, said, content='',"
            " tokenize='unicode61 remove_diacritics 0')"
        )
        self._table.executemany(
            "INSERT INTO words(rowid, label, other, said) VALUES (?, ?, ?, ?)",
            ((number, *map(" ".join, columns)) for number, columns in texts.items()),
        )
        self._table.commit()


def _expression(word: Word) -> str:
    """Give what SQLite matches a word with; it holds letters and digits only."""
    return f'("{word.text}" OR "{word.stem}"*)' if word.stem else f'"{word.text}"'


def nearest(dataset: Dataset, name: str, most: int) -> list[str]:
    """Give the IRIs of things that a wrong name may have meant.

    Those come first whose name holds its words, then those whose name is much like it.

    Args:
        dataset: what to search; of a large one, only the first names are compared.
        name: an IRI without what all begin with, such as ``pole/gaspesi``.
        most: how many to give.
    """
    lines = islice(dataset.lines_beginning(f"<{ID}".encode()), _NAMES_READ)
    subjects = dict.fromkeys(line.split(b">", 1)[0] for line in lines)
    names = [subject.decode().removeprefix(f"<{ID}") for subject in subjects]
    words = WORD.findall(folded(name.rpartition("/")[2]))
    holding = [each for each in names if words and all(word in folded(each) for word in words)]
    holding.sort(key=lambda each: (_remoteness(ID + each), len(each)))
    alike = get_close_matches(name, names, most, _LIKENESS)
    return [ID + each for each in dict.fromkeys((*holding[:most], *alike))][:most]


def _remoteness(iri: str) -> int:
    """Tell how far a thing is from what most people look for; 0: not at all."""
    return 2 if iri.startswith(BEHIND) else int(iri.startswith(CES))
