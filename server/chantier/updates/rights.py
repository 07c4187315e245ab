"""What a write may touch: the graphs its token opens, and in these the things that are its own.

A token that opens everything, and the command line, write for those who keep the sources. Any other
token writes for somebody else, a partner, who may say anything of their own things, and link them
to ours, but may say nothing of ours: queries see all graphs, and would pass it on as if we had said
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from chantier.errors import ForeignSubject, WriteRefused
from chantier.namespaces import BASE, CES, GRAPH, PREFIXES
from chantier.query.sparql.update_scanner import Clearing
from chantier.rdf.nquads import line_graph, line_terms, split_line
from chantier.rdf.terms import RDF_TYPE
from chantier.store.authority import Authority, describes_itself
from chantier.store.inferred import inferred_from
from chantier.store.sorted_lines import SortedLines
from chantier.store.sources import is_kept, refuse_reserved, reserved_by
from chantier.updates import tokens
from chantier.updates.tokens import Token

MAX_SHOWN_STATEMENTS = 10
"""Statements that a refusal names."""
MAX_SHOWN_CHARACTERS = 200
"""Of each of these."""
_TYPE = f"<{RDF_TYPE}>".encode()
_CLASSES = f"<{CES}".encode()
_MEMBERSHIP = frozenset(
    f"<{PREFIXES[prefix]}{name}>".encode()
    for prefix, name in (("skos", "inScheme"), ("skos", "topConceptOf"), ("qb", "dataSet"))
)
"""Properties by which a thing becomes one of those that a scheme or a data set of ours holds."""

_Rule = tuple[str, str]
"""A rule, in French and in English."""
_OUR_IRI = (
    "le sujet est une adresse du projet : nommez vos choses dans votre propre espace de noms",
    "the subject is an address of the project: name your things in a namespace of your own",
)
_SPOKEN_OF = (
    "les sources du Chantier parlent de ce sujet : dites-en ce que vous voulez par un lien qui part"
    " d’une chose à vous",
    "the sources of the Chantier speak of this subject: say what you want by a link that starts"
    " from a thing of yours",
)
_OUR_BLANK_NODE = (
    "le nœud anonyme est celui d’un graphe des sources : prenez-en un à vous",
    "the blank node is one of a graph of the sources: take one of your own",
)
_ONE_OF_OURS = (
    "une chose à vous ne devient pas une des nôtres : employez une classe d’un autre vocabulaire,"
    " et liez-la à la nôtre",
    "a thing of yours does not become one of ours: use a class of another vocabulary, and link it"
    " to ours",
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be touched by a token; by the command line where there is none."""

    token: Token | None

    def opens(self, graph: str) -> bool:
        """Whether a graph may be written; ``""`` is the default graph."""
        if reserved_by(graph):
            return False
        return self.token is None or self.token.allows(graph)

    def check_graphs(self, graphs: Iterable[str]) -> None:
        """Raise when a graph is not for this token, or not for any.

        Raises:
            ReservedGraph: sources or software keep it.
            WriteRefused: the token does not open it.
        """
        for graph in graphs:
            refuse_reserved(graph)
            if self.token:
                tokens.check_scope(self.token, graph)

    def check_statements(self, added: Iterable[bytes], lines: Iterable[bytes]) -> None:
        """Raise when a partner speaks of things that are not theirs.

        Args:
            added: what would be added, as N-Quads lines.
            lines: the version that it would be added to, sorted.

        Raises:
            ForeignSubject: some statements are about things of ours.
        """
        if self.token is None or self.token.is_steward:
            return
        authority = Authority(SortedLines(b"".join(lines)), SortedLines(b""))
        broken = ((line, self.broken_rule(line, authority)) for line in added)
        refused = [(line, rule) for line, rule in broken if rule]
        if refused:
            raise _refusal(self.token, refused)

    def broken_rule(self, line: bytes, authority: Authority) -> _Rule | None:
        """The rule that a partner’s statement, as an N-Quads line, breaks; none if it may stand."""
        subject, predicate, value = line_terms(line)
        if predicate == _TYPE and value.startswith(_CLASSES) and authority.has_instances(value):
            return _ONE_OF_OURS
        if predicate in _MEMBERSHIP and authority.mentions(value):
            return _ONE_OF_OURS
        graph = line_graph(line)
        named_as_theirs = graph.startswith(GRAPH) or not authority.mentions(f"<{graph}>".encode())
        if named_as_theirs and describes_itself(line, graph):
            return None
        if subject[:2] == b"_:":
            return _OUR_BLANK_NODE if authority.mentions(subject) else None
        iri = subject[1:-1].decode()
        if iri.startswith(GRAPH) and self.token and self.token.allows(iri) and not is_kept(iri):
            return None
        if iri.startswith(BASE):
            return _OUR_IRI
        return _SPOKEN_OF if authority.mentions(subject) else None

    def instead_of(self, clearing: Clearing, graphs: Iterable[str], *, is_virtual: bool) -> str:
        """The operations that clear what may be touched of what a clearing would.

        Args:
            clearing: CLEAR or DROP of ALL, NAMED or DEFAULT.
            graphs: those of the version, among which ``""`` may be.
            is_virtual: whether the default graph is made of the others.

        Source: https://www.w3.org/TR/sparql11-update/#clear
        """
        operations = list[str]()
        if clearing.target != "NAMED" and not is_virtual and self.opens(""):
            operations.append("CLEAR DEFAULT")
        if clearing.target != "DEFAULT":
            named = [graph for graph in graphs if graph]
            left = ", ".join(f"<{graph}>" for graph in named if not self.opens(graph))
            # Graphs that the same update made are not among those of the version.
            operations.append(
                "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o }"
                f" FILTER (?g NOT IN ({left})) }}"
            )
            operations += [f"DROP SILENT GRAPH <{graph}>" for graph in named if self.opens(graph)]
        return " ; ".join(operations) or "INSERT DATA {}"


def graphs_left(rights: Rights, clearings: Iterable[Clearing], graphs: Iterable[str]) -> list[str]:
    """The graphs that clearings without SILENT would empty, and that may not be touched.

    A graph that is derived from one that is emptied goes with it.
    """
    targets = {item.target for item in clearings if not item.is_silent} - {"DEFAULT"}
    wanted = [graph for graph in graphs if graph or "ALL" in targets] if targets else []
    return [graph for graph in wanted if not rights.opens(inferred_from(graph) or graph)]


def rights_of(data_dir: Path, name: str, *, local: bool) -> Rights:
    """The rights of a token, read again: it may have been revoked while the write waited.

    Args:
        data_dir: where tokens are.
        name: of the token.
        local: whether the command line asks, which needs none; it may not write the sources’
            graphs either.

    Raises:
        WriteRefused: it is no longer good.
    """
    if local:
        return Rights(None)
    for token in tokens.all_tokens(data_dir):
        if token.name == name and token.state(datetime.now(UTC)) == "good":
            return Rights(token)
    raise WriteRefused(
        f"Le jeton « {name} » a été retiré entre-temps.",
        f"The token “{name}” was withdrawn meanwhile.",
    )


def _refusal(token: Token, refused: list[tuple[bytes, _Rule]]) -> ForeignSubject:
    count, shown = len(refused), list(islice(refused, MAX_SHOWN_STATEMENTS))

    def sentence(start: str, language: int, more: str) -> str:
        lines = [start]
        lines += [f"{_statement(line)}\n  {rule[language]}." for line, rule in shown]
        lines += [more] if count > len(shown) else []
        return "\n".join(lines)

    return ForeignSubject(
        sentence(
            f"Le jeton « {token.name} » n’écrit que sur des choses à lui. Rien n’a été changé."
            f" Énoncés refusés : {count}.",
            0,
            f"Et {count - len(shown)} autres.",
        ),
        sentence(
            f"The token “{token.name}” writes about its own things only. Nothing was changed."
            f" Statements refused: {count}.",
            1,
            f"And {count - len(shown)} more.",
        ),
    )


def _statement(line: bytes) -> str:
    """A statement as N-Triples writes it, cut where it is long."""
    text = split_line(line)[0].decode()
    cut = text[:MAX_SHOWN_CHARACTERS]
    return f"{cut}…" if cut != text else f"{text} ."
