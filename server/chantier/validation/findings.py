"""Findings of shapes, checks and quotations: one for each broken rule and focus node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from chantier.namespaces import compact
from chantier.rdf.reading import RdfDocument
from chantier.rdf.subject_lines import subject_lines

_Place = tuple[Path, int]
"""A file, and a line in it."""
_BLANK_NODE = ("nœud anonyme", "blank node")
"""In French and in English; its label is nobody's."""
_MEANT = (" Vouliez-vous dire {}?", " Did you mean {}?")
"""In French and in English."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a focus node breaks."""

    rule: str
    """IRI or name of the shape, check or test."""
    severity: str
    """``violation``, ``warning`` or ``info``."""
    focus: str
    """IRI of the thing it is about, or a blank node's label."""
    value: str
    """The offending value as text; empty when a value is missing."""
    message_fr: str
    message_en: str
    path: Path | None = None
    """The source file that describes the focus, when known."""
    line: int = 0
    """1-based line of the focus, or of the statement, in that file; 0 when unknown."""
    predicate: str = ""
    """IRI of the property that the value is given by, or with which a path begins, when known."""
    correction: str = ""
    """What was probably meant in place of the value: an IRI, or a literal as Turtle writes it."""

    def message(self, language: str) -> str:
        """The message in French or English."""
        return self.message_en if language == "en" else self.message_fr

    def sentence(self, language: str) -> str:
        """The finding as ``file:line: focus: message [value]``, and what was probably meant."""
        place = f"{self.path}:{self.line}: " if self.path else ""
        value = f" [{_named(self.value, language)}]" if self._shows_value() else ""
        said = f"{self.message(language)}{value}{self.advice(language)}"
        return f"{place}{_named(compact(self.focus), language)}: {said}"

    def _shows_value(self) -> bool:
        return bool(self.value) and self.value != self.focus

    def advice(self, language: str) -> str:
        """What was probably meant, after a space; empty where that is not known."""
        return _MEANT[language == "en"].format(self.correction) if self.correction else ""


def _named(node: str, language: str) -> str:
    return _BLANK_NODE[language == "en"] if node.startswith("_:") else node


def located(findings: Iterable[Finding], documents: Iterable[RdfDocument]) -> list[Finding]:
    """The findings with the file and line where each focus node is described.

    Of several places, the first that states its type is preferred.

    Args:
        findings: of things that the documents describe, or of others.
        documents: gone through only where something was found.
    """
    wanted = list(findings)
    if not wanted:
        return []
    focuses = {finding.focus for finding in wanted}
    typed, others = dict[str, _Place](), dict[str, _Place]()
    for document in documents:
        for iri, line, is_typed in subject_lines(document):
            if iri in focuses and document.path:
                (typed if is_typed else others).setdefault(iri, (document.path, line))
    places = others | typed
    return [
        replace(finding, path=places[finding.focus][0], line=places[finding.focus][1])
        if finding.focus in places
        else finding
        for finding in wanted
    ]
