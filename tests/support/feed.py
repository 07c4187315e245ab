"""A replica made from the change feed alone, as a harvester would make it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pyoxigraph as ox

from chantier.namespaces import CHANGES, GENID, PREFIXES
from chantier.rdf.nquads import canonical_lines, digest
from support.client import Answer, Client

AS = "https://www.w3.org/ns/activitystreams#"
TREE = "https://w3id.org/tree#"
TYPE = PREFIXES["rdf"] + "type"
VERSION_OF = PREFIXES["dcterms"] + "isVersionOf"
AT = PREFIXES["prov"] + "generatedAtTime"
CONTEXT = f"{AS}context"
OWN_WORDS = {VERSION_OF, AT, CONTEXT, f"{AS}object"}
"""What the feed says of a member, beside the type of one that was withdrawn."""
FORMATS = {
    "application/trig": ox.RdfFormat.TRIG,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
}


def read(body: bytes, form: ox.RdfFormat, base: str) -> list[ox.Quad]:
    """The quads of a document; those of a triple format are in the default graph."""
    based = form not in (ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES)
    return list(ox.parse(body, format=form, base_iri=base if based else None))


def objects(quads: Iterable[ox.Quad], subject: str, predicate: str) -> list[str]:
    """What the default graph says of an IRI, in the order of the document."""
    return [
        quad.object.value
        for quad in quads
        if quad.subject == ox.NamedNode(subject)
        and quad.predicate.value == predicate
        and quad.graph_name == ox.DefaultGraph()
    ]


def members(quads: list[ox.Quad]) -> dict[str, list[ox.Quad]]:
    """The members of a page in the order of their time, each with its quads in their graphs."""
    about: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        about.setdefault(quad.subject, []).append(quad)
    found = {}
    named = objects(quads, CHANGES, f"{TREE}member")
    at = {iri: objects(about[ox.NamedNode(iri)], iri, AT) for iri in named}
    for iri in sorted(named, key=at.__getitem__):  # a stable sort
        own, waiting = [], [ox.NamedNode(iri)]
        while waiting:
            own += about.pop(waiting.pop(), [])
            waiting = [quad.object for quad in own if quad.object in about and _blank(quad.object)]
        found[iri] = own
    return found


def _blank(term: object) -> bool:
    return isinstance(term, ox.BlankNode)


@dataclass
class Replica:
    """What a harvester holds: for each thing, its quads."""

    things: dict[str, list[ox.Quad]] = field(default_factory=dict)

    def take(self, member: str, quads: list[ox.Quad]) -> str:
        """Replace a thing by a member, and give the thing's IRI."""
        (thing,) = objects(quads, member, VERSION_OF)
        feed = ox.DefaultGraph()
        self.things[thing] = [
            ox.Quad(
                self._term(q.subject, member, thing),
                q.predicate,
                self._term(q.object, "", ""),
                q.graph_name,
            )
            for q in quads
            if not (q.graph_name == feed and q.predicate.value in OWN_WORDS)
        ]
        if f"{AS}Delete" in objects(quads, member, TYPE):
            del self.things[thing]
        return thing

    def _term(self, term: object, member: str, thing: str) -> object:
        if not isinstance(term, ox.NamedNode):
            return term
        if term.value == member:
            term = ox.NamedNode(thing)
        if term.value.startswith(GENID):  # a blank node after all
            return ox.BlankNode("g" + term.value.removeprefix(GENID).replace("-", "x"))
        return term

    def digest(self) -> str:
        """The id of the version that this is."""
        return digest(canonical_lines(quad for own in self.things.values() for quad in own))


@dataclass
class Harvester:
    """Follows a feed: fetches nothing twice that is said never to change."""

    client: Client
    accept: str = "application/trig"
    replica: Replica = field(default_factory=Replica)
    held: dict[str, Answer] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    """Paths whose body was sent in the last run."""
    taken: set[str] = field(default_factory=set)

    def run(self) -> list[str]:
        """Take what is new, and give the things it was about, in order."""
        self.fetched, news = [], []
        entry = self._quads("/changes")
        (root,) = objects(entry, CHANGES, f"{TREE}view")
        nodes = {
            quad.object.value: None
            for quad in entry
            if quad.predicate.value == f"{TREE}node" and root == f"{self.client.url}/changes"
        }
        for node in nodes:
            for iri, own in members(self._quads(urlsplit(node).path)).items():
                if iri not in self.taken:
                    self.taken.add(iri)
                    news.append(self.replica.take(iri, own))
        return news

    def _quads(self, path: str) -> list[ox.Quad]:
        answer = self._get(path)
        return read(answer.body, FORMATS[self.accept], urljoin(self.client.url, path))

    def _get(self, path: str) -> Answer:
        held = self.held.get(path)
        if held and "immutable" in held.headers["Cache-Control"]:
            return held
        etag = {"If-None-Match": held.headers["ETag"]} if held else {}
        answer = self.client.get(path, self.accept, **etag)
        if held and answer.status == 304:
            return held
        assert answer.status == 200, answer.text
        self.fetched.append(path)
        self.held[path] = answer
        return answer
