"""The file and the line of the statement that a finding is about, in the documents of somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from chantier.rdf.nquads import split_line
from chantier.rdf.reading import RdfDocument
from chantier.rdf.statement_lines import statement_lines
from chantier.validation import literals
from chantier.validation.findings import Finding, located

_Place = tuple[Path, int]
_Key = tuple[str, str, str]


def stated(
    findings: Sequence[Finding], documents: Sequence[RdfDocument], lines: Iterable[bytes]
) -> list[Finding]:
    """The findings with the file and line of the offending statement, else of the focus node.

    Args:
        findings: of things that the documents describe.
        documents: what was read.
        lines: the same, as N-Quads lines: a blank node is found again by what is said of it.
    """
    if not findings:
        return []
    places = _Places(documents, {item.focus for item in findings}, lines)
    subjects = {
        (item.focus, item.rule): item
        for item in located([item for item in findings if item.focus[:2] != "_:"], documents)
    }
    found = []
    for item in findings:
        place = places.of(item)
        if place is None and (item.focus, item.rule) in subjects:
            known = subjects[item.focus, item.rule]
            found.append(replace(item, path=known.path, line=known.line))
        else:
            found.append(replace(item, path=place[0], line=place[1]) if place else item)
    return sorted(found, key=lambda item: (str(item.path or ""), item.line))


class _Places:
    """Where some things are spoken of."""

    def __init__(
        self, documents: Iterable[RdfDocument], wanted: set[str], lines: Iterable[bytes]
    ) -> None:
        self._places: dict[_Key, list[_Place]] = defaultdict(list)
        for document in documents:
            if not document.path:
                continue
            for said in statement_lines(document):
                if not said.subject or said.subject in wanted:
                    place = (document.path, said.line)
                    self._add(said.subject, said.predicate, said.value, place)
        self._own: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._parents: dict[str, tuple[str, str]] = {}
        if any(focus[:2] == "_:" for focus in wanted):
            self._read_blank_nodes(lines)

    def of(self, finding: Finding) -> _Place | None:
        """Where the offending statement stands; ``None`` where that is not known."""
        focus, predicate, value = finding.focus, finding.predicate, finding.value
        if focus[:2] == "_:":
            return self._of_blank_node(focus, predicate, value)
        keys = [(focus, predicate, value), (focus, "", value), (focus, predicate, "")]
        return next(
            (self._places[k][0] for k in keys if k[1:] != ("", "") and k in self._places), None
        )

    def _add(self, subject: str, predicate: str, value: str, place: _Place) -> None:
        self._places[subject, predicate, value].append(place)
        if subject:
            self._places[subject, "", value].append(place)
            if value:
                self._places[subject, predicate, ""].append(place)

    def _read_blank_nodes(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            subject, predicate, value = split_line(line)[0].split(b" ", 2)
            verb = predicate[1:-1].decode()
            if subject[:1] == b"_" and value[:1] != b"_":
                self._own[subject.decode()].append((verb, literals.text(value)))
            if value[:1] == b"_":
                self._parents.setdefault(value.decode(), (subject.decode().strip("<>"), verb))

    def _of_blank_node(self, focus: str, predicate: str, value: str) -> _Place | None:
        """Its statement, if no other blank node says the same; else what leads to it."""
        own = sorted(self._own[focus], key=lambda said: said[0] != predicate)
        keys = [("", predicate, value), *(("", *said) for said in own)]
        for key in keys:
            if len(self._places.get(key, ())) == 1:
                return self._places[key][0]
        parent, verb = self._parents.get(focus, ("", ""))
        if parent[:2] == "_:":
            return self._of_blank_node(parent, verb, "")
        places = self._places.get((parent, verb, "")) if parent else None
        rest = [self._places[key][0] for key in keys if key in self._places]
        return places[0] if places else rest[0] if rest else None
