"""The stored queries: ``.rq`` files whose header says, in French and English, what they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from chantier.errors import ParameterError, SourceError, UnknownQuestion
from chantier.namespaces import expand
from chantier.rdf.datatypes import value_family
from chantier.rdf.terms import typed

_HEADER = re.compile(r"^#\+ ([a-z-]+): (.+)$")
_SHAPES = {
    "integer": "a whole number",
    "decimal": "a number such as 45.5",
    "date": "a date such as 2026-01-31",
    "gYear": "a year such as 2016",
}
"""Datatype of XML Schema → its values in words."""
_KINDS = ("iri", "string", "literal", *_SHAPES)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value a question may be asked about, bound as a term where the query has its default."""

    name: str
    kind: str
    """One of ``_KINDS``: an IRI, a string, a literal in French, or a type of XML Schema."""
    label_fr: str
    label_en: str
    default: str
    """The default term, as the query writes it."""

    def term(self, text: str) -> str:
        """The SPARQL term for a value that a person wrote.

        Raises:
            ParameterError: the value is not of this kind.
        """
        if self.kind == "iri":
            try:
                return str(ox.NamedNode(expand(text)))
            except ValueError as error:
                raise ParameterError(f"“{text}” is not an IRI: {error}.") from error
        if self.kind == "literal":
            return str(ox.Literal(text, language="fr"))
        if self.kind == "string":
            return str(ox.Literal(text))
        value = typed(text.strip(), f"xsd:{self.kind}")
        if value_family(value) is None:
            shape = _SHAPES[self.kind]
            raise ParameterError(f"Parameter “{self.name}” needs {shape}, not “{text}”.")
        return str(value)


@dataclass(frozen=True, slots=True)
class Question:
    """A stored query."""

    name: str
    """The file's name without ``.rq``."""
    path: Path
    text: str
    summary_fr: str
    summary_en: str
    tags: tuple[str, ...]
    number: int
    """Its number in the list of competency questions; 0 for the others."""
    parameters: tuple[Parameter, ...]
    mend_fr: str
    mend_en: str
    """For checks: what to do about a solution."""

    def summary(self, language: str) -> str:
        """The question in one sentence."""
        return self.summary_en if language == "en" else self.summary_fr

    def with_values(self, values: Mapping[str, str]) -> str:
        """The query's text with the defaults of some parameters replaced by terms.

        Raises:
            ParameterError: a name is unknown or a value is not of its kind.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        text = self.text
        for name, value in values.items():
            if name not in known:
                names = ", ".join(known) or "none"
                raise ParameterError(
                    f"“{name}” is not a parameter of the question “{self.name}”."
                    f" Its parameters: {names}."
                )
            text = _bind(text, name, known[name].term(value))
        return text


def read_folder(folder: Path) -> dict[str, Question]:
    """Read the stored queries of a folder: name → question, by number, then by name.

    Raises:
        SourceError: a header is incomplete or a parameter has no default.
    """
    questions = [_read(path) for path in sorted(folder.glob("*.rq"))]
    questions.sort(key=lambda item: (item.number or 1000, item.name))
    return {question.name: question for question in questions}


def find(questions: Mapping[str, Question], name: str) -> Question:
    """The question with this name or number.

    Raises:
        UnknownQuestion: there is none; the message lists near names.
    """
    for question in questions.values():
        if name == question.name or (question.number and name == str(question.number)):
            return question
    near = [known for known in questions if name.lower() in known] or list(questions)
    raise UnknownQuestion(f"There is no question “{name}”. Perhaps: {', '.join(near)}.")


def _bind(text: str, name: str, term: str) -> str:
    """Put a serialised term where the query has a parameter's default."""
    found = _values_block(name).search(text)
    if not found:
        raise ParameterError(f"The query has no default for “{name}”.")
    return text[: found.start(2)] + term + text[found.end(2) :]


def _values_block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(VALUES \?{re.escape(name)} \{{ )(.*?)( \}})")


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _HEADER.match(line)
        if not found:
            break
        if found[1] == "parameter":
            parameters.append(_read_parameter(found[2], text, path, number))
        else:
            header[found[1]] = found[2].strip()
    for key in ("summary", "summary-fr"):
        if key not in header:
            raise SourceError(
                f"the header lacks “{key}”. Begin the file with a line such as “#+ {key}: …”.",
                path,
                1,
            )
    return Question(
        name=path.stem,
        path=path,
        text=text,
        summary_fr=header["summary-fr"],
        summary_en=header["summary"],
        tags=tuple(tag.strip() for tag in header.get("tags", "").split(",") if tag.strip()),
        number=int(header.get("question", "0")),
        parameters=tuple(parameters),
        mend_fr=header.get("mend-fr", ""),
        mend_en=header.get("mend", ""),
    )


def _read_parameter(text: str, query: str, path: Path, line: int) -> Parameter:
    name, _, rest = text.strip().partition(" ")
    kind, _, labels = rest.partition(" ")
    label_fr, bar, label_en = (part.strip() for part in labels.partition("|"))
    blocks = _values_block(name).findall(query)
    if kind not in _KINDS or not bar or len(blocks) != 1:
        raise SourceError(
            "a parameter is written “#+ parameter: name kind Libellé | Label”, its kind is one of"
            f" {', '.join(_KINDS)}, and the query holds its default once as"
            f" “VALUES ?{name} {{ term }}”.",
            path,
            line,
        )
    return Parameter(name, kind, label_fr, label_en, blocks[0][1])
