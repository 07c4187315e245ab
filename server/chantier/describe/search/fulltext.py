"""Full-text search: things by the words in their names and descriptions, in both languages.

The words of a version are in a table of SQLite in memory, which never changes.

Source: https://www.sqlite.org/fts5.html
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice

from chantier.namespaces import CES, ID, VERSION, expand
from chantier.rdf.terms import LABEL_PREDICATES
from chantier.store.dataset import Dataset
from chantier.text.collation import WORD, folded
from chantier.text.words import Word, content_words, normalised, search_words

OTHER_NAME_PREDICATES = tuple(
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
DESCRIPTION_PREDICATES = tuple(
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
"""Predicates of what is said of a thing or quoted, most content_words first."""
_COLUMNS = (LABEL_PREDICATES, OTHER_NAME_PREDICATES, DESCRIPTION_PREDICATES)
_WEIGHTS = (10.0, 6.0, 1.0)
"""Of a word in a label, in another name, in a description."""
AUXILIARY = tuple(
    f"{ID}{name}/"
    for name in ("shape", "attestation", "identifiant", "passage", "selecteur", "geometrie")
)
"""Beginnings of the IRIs of auxiliary things, which few readers look for: they come last."""
_TABLES = ("words", "words_of_others")
"""How rare a word is counts apart for things of the sources and for those that writes brought: so
no write changes the order of the former."""
_OF_WRITES = (*(f"{ID}{name}/" for name in ("ecriture", "jeton", "agent")), VERSION)
"""Beginnings of the IRIs of what the journal names."""
_MIN_WORD_RATIO = 0.75
"""Likeness from which on a word is suggested for another (``difflib``)."""
_MAX_NAME_LINES = 50_000
"""Lines that are read for names like another."""
_MIN_NAME_RATIO = 0.6
"""Likeness from which on a name is close to another (``difflib``)."""

Rank = tuple[int, bool, bool, float, str]
"""Sort key of a match: the best match is the least."""


class FullText:
    """Full-text index of a version; for many threads at once."""

    def __init__(self, data: Dataset, iris: Sequence[str]) -> None:
        """Index the names and descriptions of things; matches give their numbers in ``iris``."""
        self._iris = iris
        self._names = defaultdict[int, list[tuple[str, frozenset[str]]]](list)
        """Names of each thing: all words of each in order, and its significant words."""
        self._vocabulary = dict[str, str]()
        # SQLite itself has one thread wait for the other; nothing is written after this.
        self._table = sqlite3.connect(":memory:", check_same_thread=False)
        self._fill(data)

    def matching(self, text: str) -> dict[int, Rank]:
        """The things that have every word of a text, each with its rank."""
        words, wanted, same = search_words(text), normalised(text), frozenset(content_words(text))
        if not words:
            return {}
        asked = (*_WEIGHTS, " AND ".join(map(_expression, words)))
        scored = self._table.execute(
            " UNION ALL ".join(
                f"SELECT rowid, bm25({table}, ?, ?, ?) FROM {table} WHERE {table} MATCH ?"  # noqa: S608
                for table in _TABLES
            ),
            asked * len(_TABLES),
        )
        ranked = dict[int, Rank]()
        for number, score in scored:
            names = self._names.get(number, ())
            begins = [name for name, _ in names if name.startswith(wanted)]
            ranked[number] = (
                _group(self._iris[number]),
                all(words != same for _, words in names),
                not begins,
                score,
                self._iris[number],
            )
        return ranked

    @staticmethod
    def _is_of_others(data: Dataset, iri: str) -> bool:
        if iri.startswith(_OF_WRITES):
            return True
        return data.authority is not None and not data.authority.mentions(f"<{iri}>".encode())

    def suggestion(self, text: str) -> str:
        """A text that finds something, by close known words for unknown ones; empty for none."""
        better, changed = [], False
        for word in search_words(text):
            close = [word.text]
            if not self.matching(word.text):
                close = get_close_matches(word.text, self._vocabulary, 1, _MIN_WORD_RATIO)
                changed = True
            better += [self._vocabulary.get(item, item) for item in close]
        proposed = " ".join(better)
        return proposed if changed and self.matching(proposed) else ""

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
                    if predicates is not DESCRIPTION_PREDICATES:
                        name = texts[number][column][-1], frozenset(content_words(literal.value))
                        self._names[number].append(name)
                        spoken = WORD.findall(literal.value.lower())
                        self._vocabulary.update((folded(word), word) for word in spoken)
        rows = dict[str, list[tuple[int, *tuple[str, ...]]]]({table: [] for table in _TABLES})
        for number, columns in texts.items():
            table = _TABLES[self._is_of_others(data, self._iris[number])]
            rows[table].append((number, *map(" ".join, columns)))
        for table in _TABLES:
            self._table.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(label, other, said, content='',"
                " tokenize='unicode61 remove_diacritics 0')"
            )
            self._table.executemany(
                f"INSERT INTO {table}(rowid, label, other, said) VALUES (?, ?, ?, ?)",  # noqa: S608
                rows[table],
            )
        self._table.commit()


def _expression(word: Word) -> str:
    """The FTS5 expression that matches a word; words hold letters and digits only."""
    return f'("{word.text}" OR "{word.stem}"*)' if word.stem else f'"{word.text}"'


def nearest(dataset: Dataset, name: str, limit: int) -> list[str]:
    """The IRIs of things that a wrong name may have meant.

    Things whose name holds its words come first, then things with a similar name.

    Args:
        dataset: what to search; of a large one, only the first names are compared.
        name: an IRI without what all begin with, such as ``pole/gaspesi``.
        limit: IRIs at most.
    """
    lines = islice(dataset.lines_beginning(f"<{ID}".encode()), _MAX_NAME_LINES)
    subjects = dict.fromkeys(line.split(b">", 1)[0] for line in lines)
    names = [subject.decode().removeprefix(f"<{ID}") for subject in subjects]
    words = WORD.findall(folded(name.rpartition("/")[2]))
    holding = [each for each in names if words and all(word in folded(each) for word in words)]
    holding.sort(key=lambda each: (_group(ID + each), len(each)))
    alike = get_close_matches(name, names, limit, _MIN_NAME_RATIO)
    return [ID + each for each in dict.fromkeys((*holding[:limit], *alike))][:limit]


def _group(iri: str) -> int:
    """Group in which a thing is listed, from 0: things of the domain, terms, auxiliary things."""
    return 2 if iri.startswith(AUXILIARY) else int(iri.startswith(CES))
