"""What a write changes in the lines of a version: pure functions from lines to lines.

The engine normalises literals, so an update runs on a copy of the version in the engine, and only
the difference it makes is carried over to the lines, which keep every other character. Graph Store
operations need no engine: the quads that were sent go in as they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import pyoxigraph as ox

from chantier.errors import GraphConflict, QueryError
from chantier.namespaces import ID, VERSION
from chantier.query.sparql.rewriting.rewriting import cannot_be_said, operations
from chantier.query.sparql.syntax_errors import syntax_error
from chantier.rdf.nquads import line_graph, parse_lines, quad_lines, recanonicalised
from chantier.rdf.refinement import nodes_of
from chantier.rdf.terms import beyond_rdf_11, bilingual, in_graph, say, typed
from chantier.store.inferred import inferred_from
from chantier.store.sources import JOURNAL_GRAPH


@dataclass(frozen=True, slots=True)
class Change:
    """Lines that go and lines that come; their blank nodes are those of the version."""

    removed: frozenset[bytes]
    added: tuple[bytes, ...]

    @property
    def graphs(self) -> list[str]:
        """The graphs it concerns, sorted; the default graph is ``""``."""
        return sorted({line_graph(line) for line in (*self.removed, *self.added)})

    def without_derived(self) -> Change:
        """The change without the derived lines that would go: they are derived anew.

        Where nothing else of the graph is touched from which they are derived, they stay in it, and
        are refused as what nobody writes.
        """
        touched = {graph for graph in self.graphs if graph}  # nothing is derived from no name
        gone = {line for line in self.removed if inferred_from(line_graph(line)) in touched}
        return Change(self.removed - gone, self.added) if gone else self

    @property
    def is_idle(self) -> bool:
        """Whether the same comes as goes, blank nodes taken as equal where nothing tells them."""
        return recanonicalised(self.removed) == recanonicalised(self.added)

    def components_after(self, lines: Iterable[bytes]) -> list[bytes]:
        """The lines with blank nodes after it, where it touches any; none where it does not."""
        if not any(nodes_of(line) for line in (*self.removed, *self.added)):
            return []
        return [line for line in self.applied(lines) if b"_:" in line]

    def applied(self, lines: Iterable[bytes]) -> list[bytes]:
        """The lines after it, in no order, blank nodes labelled as they come."""
        kept = [line for line in lines if line not in self.removed]
        return [*kept, *self.added]


@dataclass(frozen=True, slots=True)
class Write:
    """What the journal says of one write."""

    identifier: str
    """Makes its IRI; never used before."""
    token: str
    """Name of the token that was shown; empty: the command line asked for it."""
    started: str
    """ISO 8601, in UTC."""
    parent: str
    """Id of the version it started from."""
    graphs: tuple[str, ...]


def update_change(
    lines: Sequence[bytes],
    text: str,
    base_iri: str,
    asked: Callable[[str], bool] | None = None,
) -> Change:
    """What a SPARQL update changes; all of its operations, or none.

    Removed: every line that is the same for the engine as a quad that the update removed. Added:
    what the engine holds, with its normal forms.

    Args:
        lines: canonical N-Quads.
        text: of the update.
        base_iri: what its relative IRIs begin with.
        asked: whether the default graph of a WHERE holds a graph; ``None``: it is the graph
            without a name, as the engine has it.

    Raises:
        QuerySyntaxError: the text is not a SPARQL update.
        GraphConflict: it cannot be carried out: a graph that must exist does not, or the
            contrary.
        QueryError: it would write what RDF 1.1 cannot say.
    """
    quads = parse_lines(lines)
    store = ox.Store()
    store.bulk_extend(quads)
    before = set(store)
    check_syntax(text, base_iri)
    try:
        for operation in operations(text, store, base_iri, asked):
            store.update(
                operation.text,
                base_iri=base_iri,
                custom_aggregate_functions=dict(operation.aggregates),
            )
    except (RuntimeError, ValueError) as error:
        raise GraphConflict(
            f"La mise à jour ne peut se faire : {error}. SILENT la laisse continuer.",
            f"The update cannot be carried out: {error}. SILENT lets it go on.",
        ) from error
    except SyntaxError as error:
        raise cannot_be_said(error) from error
    after = set(store)
    gone, come = before - after, after - before
    refuse_rdf_12(come)
    return Change(
        removed=frozenset(_lines_of(gone, lines, quads)) if gone else frozenset(),
        added=tuple(quad_lines(come)),
    )


def check_syntax(text: str, base_iri: str) -> None:
    """Parse an update, by trying it on an empty store.

    Raises:
        QuerySyntaxError: the text is not a SPARQL update.
    """
    try:
        ox.Store().update(text, base_iri=base_iri)
    except SyntaxError as error:
        raise syntax_error(error, text, "a SPARQL update") from error
    except (RuntimeError, ValueError, OSError):
        return  # well-formed, and not to be carried out


def replace_change(lines: Sequence[bytes], graph: str, quads: Iterable[ox.Quad]) -> Change:
    """The change that makes these quads a whole graph; without quads it removes the graph."""
    return Change(frozenset(graph_lines(lines, graph)), tuple(quad_lines(quads)))


def merge_change(lines: Sequence[bytes], quads: Iterable[ox.Quad]) -> Change:
    """The change that adds quads to what is there."""
    known = set(lines)
    return Change(frozenset(), tuple(line for line in quad_lines(quads) if line not in known))


def graph_lines(lines: Iterable[bytes], graph: str) -> list[bytes]:
    """The lines of one graph; ``""`` is the default graph."""
    if not graph:
        return [line for line in lines if not line_graph(line)]
    ending = f" <{graph}> .\n".encode()
    return [line for line in lines if line.endswith(ending) and line_graph(line) == graph]


def refuse_rdf_12(quads: Iterable[ox.Quad]) -> None:
    """Refuse what RDF 1.1 has no word for.

    Raises:
        QueryError: a quad has a triple term, a base direction, or a blank node as its graph.
    """
    for quad in quads:
        if reason := beyond_rdf_11(quad):
            raise QueryError(*reason)


def journal_lines(write: Write) -> list[bytes]:
    """What the journal says of a write, in the terms of PROV.

    Source: https://www.w3.org/TR/prov-o/
    """
    activity, parent = f"{ID}ecriture/{write.identifier}", VERSION + write.parent
    labels = bilingual(f"Écriture du {write.started}", f"Write of {write.started}")
    short = f"Version {write.parent[:12]}"
    # The agent is never named after a person.
    agent, name = f"{ID}agent/ligne-de-commande", "chantier"
    agent_labels = bilingual("Ligne de commande", "Command line")
    if write.token:
        agent, name = f"{ID}jeton/{write.token}", write.token
        agent_labels = bilingual(f"Jeton « {name} »", f"Token “{name}”")
    association = f"{activity}/association"
    triples = (
        say(activity, "rdf:type", "prov:Activity"),
        say(activity, "skos:prefLabel", *labels),
        say(activity, "prov:startedAtTime", typed(write.started, "xsd:dateTime")),
        say(activity, "prov:wasAssociatedWith", agent),
        say(activity, "prov:qualifiedAssociation", association),
        say(association, "rdf:type", "prov:Association"),
        say(association, "skos:prefLabel", *labels),
        say(association, "prov:agent", agent),
        say(activity, "prov:used", parent),
        say(activity, "prov:influenced", *(ox.NamedNode(graph) for graph in write.graphs if graph)),
        say(agent, "rdf:type", "prov:Agent"),
        say(agent, "foaf:name", ox.Literal(name)),
        say(agent, "skos:prefLabel", *agent_labels),
        say(parent, "rdf:type", "prov:Entity"),
        say(parent, "skos:prefLabel", *bilingual(short, short)),
    )
    return quad_lines(in_graph(chain.from_iterable(triples), JOURNAL_GRAPH))


def _lines_of(
    gone: set[ox.Quad], lines: Sequence[bytes], quads: Sequence[ox.Quad]
) -> Iterable[bytes]:
    """Every line that the engine holds as one of the removed quads."""
    starts = {f"{quad.subject} {quad.predicate} ".encode() for quad in gone}
    for line, quad in zip(lines, quads, strict=True):
        second = line.index(b" ", line.index(b" ") + 1)
        if line[: second + 1] in starts and (quad in gone or _in_engine(quad) in gone):
            yield line


def _in_engine(quad: ox.Quad) -> ox.Quad:
    """A quad as the engine holds it."""
    if not isinstance(quad.object, ox.Literal):
        return quad
    store = ox.Store()
    store.add(quad)
    held: ox.Quad = next(iter(store))
    return held
