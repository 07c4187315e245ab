"""What the sources say: the lines that decide what is shown of the things the sources speak of.

Anybody with a token may write a graph of their own, and queries see all graphs. But of a thing that
the sources speak of, pages and descriptions show what the sources say; what other graphs say of it
is theirs, and is shown as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from chantier.namespaces import BASE, DATASET, GRAPH, PREFIXES
from chantier.rdf.nquads import distinct_triples, line_terms, object_first, split_line
from chantier.rdf.terms import RDF_TYPE
from chantier.store.inferred import asserted
from chantier.store.sorted_lines import SortedLines
from chantier.store.sources import is_computed, is_kept

_TYPE = f"<{RDF_TYPE}>".encode()
_BASE = f"<{BASE}".encode()
_PARTITIONS = f"<{DATASET}#".encode()
"""Start of the lines that count each class and property: they link to none of them."""
_LISTS = f"<{BASE}catalog> <{PREFIXES['dcat']}dataset>".encode()
"""Subject and predicate by which the catalogue lists a graph."""


class Authority:
    """The lines of the graphs that the sources keep, and what they mention.

    To these come the lines by which a written graph describes itself, under its own IRI, and is put
    into the catalogue: there is nobody else to say what it is. They make no links to other things.
    """

    def __init__(self, lines: SortedLines, links: SortedLines) -> None:
        """Go through all lines of a version once.

        Args:
            lines: all of them.
            links: those whose object is an IRI, each behind that IRI.
        """
        self._lines, self._links = lines, links
        own, linking, waiting = list[bytes](), list[bytes](), list[tuple[bytes, str]]()
        self._mentioned = set[bytes]()
        for line in lines:
            graph = split_line(line)[1]
            if is_kept(graph):
                own.append(line)
                if not line.startswith(_PARTITIONS):
                    linking.append(line)
                self._mentioned.update(_mentioned_in(line, computed=is_computed(graph)))
            elif describes_itself(line, graph):
                own.append(line)
                waiting.append((line_terms(line)[2], graph))
        own += _nested(lines, waiting)
        self.by_subject = SortedLines(b"".join(sorted(set(own))))
        self.by_object = SortedLines(b"".join(sorted(object_first(linking))))

    def mentions(self, node: bytes) -> bool:
        """Whether the sources speak of a node, which is written as N-Quads writes it."""
        return node in self._mentioned

    def has_instances(self, kind: bytes) -> bool:
        """Whether the sources have things of a class, which is written as N-Quads writes it."""
        pointing = self.by_object.starting_with(kind + b" ")
        return any(line_terms(line[len(kind) + 1 :])[1] == _TYPE for line in pointing)

    def triples(self) -> Iterator[bytes]:
        """The triples of the graphs that the sources keep, each once, without a full stop."""
        return distinct_triples(filter(_is_kept_line, self.by_subject))

    def admits(self, line: bytes) -> bool:
        """Whether a line is theirs, or about a thing that they do not speak of."""
        return line_terms(line)[0] not in self._mentioned or is_own(line)

    def admitted(self, triples: Iterable[bytes], *, inverse: bool = False) -> Iterator[bytes]:
        """Of some triples those that are theirs, or about things that they do not speak of.

        Args:
            triples: as N-Quads writes them, without a full stop.
            inverse: whether they are about their objects, rather than their subjects.
        """
        about, own = (2, _is_kept_line) if inverse else (0, is_own)
        for triple in triples:
            if triple.split(b" ", 2)[about] not in self._mentioned or any(
                map(own, self.by_subject.starting_with(triple + b" "))
            ):
                yield triple

    def lines_of_others(self, iri: str) -> list[bytes]:
        """What written graphs say of a thing that the sources speak of, and what links to it there.

        It is theirs, and is shown with the name of their graph or not at all.
        """
        start = f"<{iri}> ".encode()
        if start[:-1] not in self._mentioned:
            return []
        links = (line[len(start) :] for line in self._links.starting_with(start))
        found = (*self._lines.starting_with(start), *links)
        return [line for line in dict.fromkeys(asserted(found)) if not is_own(line)]

    @cached_property
    def overreaching(self) -> dict[str, int]:
        """The written graphs that speak of what the sources speak of → in how many lines."""
        lines = asserted(self._lines)
        found = Counter(split_line(line)[1] for line in lines if not self.admits(line))
        return dict(sorted(found.items()))


def _is_kept_line(line: bytes) -> bool:
    return is_kept(split_line(line)[1])


def is_own(line: bytes) -> bool:
    """Whether a line is in a graph that the sources keep, or describes its own graph."""
    graph = split_line(line)[1]
    return is_kept(graph) or describes_itself(line, graph)


def describes_itself(line: bytes, graph: str) -> bool:
    """Whether the subject of a line is the graph that it is in, or it puts that into the catalogue.

    A graph that has the name of a thing of ours would describe that thing, and does not count.

    Args:
        line: an N-Quads line.
        graph: the graph that it is in.
    """
    if graph.startswith(BASE) and not graph.startswith(GRAPH):
        return False
    return line.startswith((f"<{graph}> ".encode(), b"%b <%b> " % (_LISTS, graph.encode())))


def _mentioned_in(line: bytes, *, computed: bool) -> Iterator[bytes]:
    """The nodes that a line mentions.

    What is computed names the classes and properties of all graphs, which makes nobody's theirs.
    """
    for node in line_terms(line):
        if node[:2] == b"_:" or node.startswith(_BASE if computed else b"<"):
            yield node


def _nested(lines: SortedLines, waiting: list[tuple[bytes, str]]) -> Iterator[bytes]:
    """The lines about blank nodes, each in its graph, and about those they lead to."""
    seen = set[tuple[bytes, str]]()
    while waiting:
        node, graph = waiting.pop()
        if node[:2] != b"_:" or (node, graph) in seen:
            continue
        seen.add((node, graph))
        for line in lines.starting_with(node + b" "):
            if split_line(line)[1] == graph:
                yield line
                waiting.append((line_terms(line)[2], graph))
