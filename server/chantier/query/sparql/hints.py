"""Advice on queries: whose plan is known to be slow here, or that asked the wrong graphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from chantier.query.sparql.scanner import Form, QueryText
from chantier.query.sparql.tokens import TOKEN, replaced, words_in
from chantier.rdf.formats import N_TRIPLES, RESULTS_JSON, RESULTS_XML, Format
from chantier.store.sources import CATALOGUE_GRAPH, DESCRIPTION_GRAPH

_NOT_EXISTS = re.compile(r"NOT\s+EXISTS\s*\{([^{}]*)\}", re.IGNORECASE)
_TEXTS = frozenset({"string", "iri"})
_DESCRIBING = ("dcat", "void", "sd")
"""Prefixes of what the description and the catalogue say."""
_SHAPES = "sh"
_NESTED_STAR = re.compile(r"\([^()]*[*+]\s*\)\s*[*+]")


def hints(text: str) -> list[str]:
    """Advice on a query that ran long; empty when nothing is known against it."""
    bare = replaced(text, _TEXTS, lambda _: "<x>")
    found = []
    for group in _NOT_EXISTS.findall(bare):
        patterns = [part for part in re.split(r"[.;]\s", group + " ") if part.strip()]
        if len(patterns) > 1 or "/" in group:
            found.append(
                "FILTER NOT EXISTS over several patterns is evaluated once for each solution:"
                " write MINUS { … }, or OPTIONAL { … } with FILTER(!BOUND(…))."
            )
            break
    if _NESTED_STAR.search(bare):
        found.append("A repeated path inside a repeated path never gains anything: write it once.")
    if not re.search(r"\bLIMIT\b", bare, re.IGNORECASE) and "ORDER" in bare.upper():
        found.append("ORDER BY sorts every solution before the first is sent: add a LIMIT.")
    return found


@dataclass(frozen=True, slots=True)
class GraphHint:
    """Which graphs a query is to name that asked none of those that it is about."""

    prefixes: tuple[str, ...]
    """Of the vocabularies for which they have to be named."""

    @property
    def terms(self) -> str:
        """The prefixes as they are written in front of a term."""
        return ", ".join(f"{prefix}:" for prefix in self.prefixes)

    @property
    def names_shapes(self) -> bool:
        """Whether it is about shapes, of which there are many graphs."""
        return _SHAPES in self.prefixes

    @property
    def lines(self) -> tuple[str, ...]:
        """What is to be added before WHERE."""
        if not set(self.prefixes) & set(_DESCRIBING):
            return ()
        return f"FROM <{DESCRIPTION_GRAPH}>", f"FROM <{CATALOGUE_GRAPH}>"

    @property
    def english(self) -> str:
        """The whole of it in a sentence or two, in ASCII."""
        said = (
            f"Nothing was found: this query names terms of {self.terms} and no graph, so it asked"
            " facts, vocabularies and ontology only."
        )
        if self.lines:
            said += f" Add before WHERE: {' '.join(self.lines)}"
        if self.names_shapes:
            said += " Shapes are in other graphs: write GRAPH ?g { ... } around the patterns."
        return said


def graph_hint(query: QueryText) -> GraphHint | None:
    """Which graphs a query is to name, if it found nothing where it names none."""
    if query.has_dataset:
        return None
    declared, used, iris = dict[str, str](), set[str](), list[str]()
    previous, declaring = "", ""
    for token in TOKEN.finditer(query.text):
        kind, word = token.lastgroup, ""
        if kind == "words":
            word = words_in(token[0])[-1]
            if "GRAPH" in words_in(token[0]):
                return None
        elif kind in ("local", "bare"):
            name = f"{token['words'] or ''}:"
            declaring = name if previous == "PREFIX" else ""
            used |= set() if declaring else {name}
        elif kind == "iri" and declaring:
            declared[declaring], declaring = token[0][1:-1], ""
        elif kind == "iri":
            iris.append(token[0][1:-1])
        if kind != "comment":
            previous = word
    named = {declared[name] for name in used if name in declared}
    found = tuple(
        prefix
        for prefix in (*_DESCRIBING, _SHAPES)
        if PREFIXES[prefix] in named or any(iri.startswith(PREFIXES[prefix]) for iri in iris)
    )
    return GraphHint(found) if found else None


def found_nothing(answer: bytes, form: Form, answer_format: Format) -> bool:
    """Whether an answer has no solution and no triple, or is no."""
    if form is Form.ASK:
        return b"false" in answer
    if form is not Form.SELECT:
        if answer_format is N_TRIPLES:
            return not answer
        known = ox.RdfFormat.from_media_type(answer_format.media_type)
        return known is not None and next(ox.parse(answer, format=known), None) is None
    if answer_format is RESULTS_JSON:
        return answer.rstrip(b" ]}\n").endswith(b'"bindings":[')
    if answer_format is RESULTS_XML:
        return b"<result>" not in answer
    return answer.count(b"\n") <= 1
