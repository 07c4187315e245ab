"""FAIR Signposting: typed links between the pages, documents and files of a thing.

Sources: https://signposting.org/FAIR/ (levels 1 and 2), https://www.rfc-editor.org/rfc/rfc8288,
https://www.rfc-editor.org/rfc/rfc9264
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

import pyoxigraph as ox

from chantier.namespaces import DATASET, PREFIXES
from chantier.net.link_header import parse_link_header
from chantier.publish.schema_org import CONTEXT, AddressOf, QuadsAbout, media_type, type_of
from chantier.rdf.formats import Format
from chantier.rdf.terms import facts_of

LINKSET_JSON = Format("linkset-json", "application/linkset+json", "json", ("application/json",))
LINKSET_TEXT = Format("linkset", "application/linkset", "txt", ("text/plain",))
LINKSET_FORMATS = (LINKSET_JSON, LINKSET_TEXT)
_IN_IRI = ":/?#[]@!$&'()*+,;=%~"
"""What an IRI keeps in a header, where only ASCII is allowed."""
_MAX_HEADER_ITEMS = 12
"""Files that a header names at most: proxies refuse long headers, and the link set has them all."""
_DCTERMS = PREFIXES["dcterms"]
_DCAT = PREFIXES["dcat"]


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link to a target, from whatever it is listed for."""

    relation: str
    target: str
    media_type: str = ""

    @property
    def address(self) -> str:
        """The target in ASCII, as headers and link sets need it."""
        return quote(self.target, safe=_IN_IRI)

    def __str__(self) -> str:
        """The link as a value of a ``Link`` header."""
        written = f'<{self.address}>; rel="{self.relation}"'
        return f'{written}; type="{self.media_type}"' if self.media_type else written


@dataclass(frozen=True, slots=True)
class ThingAddresses:
    """The absolute addresses of a thing: its pages, documents and link set."""

    iri: str
    """Of the thing."""
    pages: tuple[str, ...]
    """For people; the first has no language of its own."""
    documents: tuple[tuple[str, str], ...]
    """In RDF: address and media type."""
    linkset: str
    collection: str
    """The page of what the thing is part of; empty for none."""
    fetched: AddressOf = str
    """A function: IRI of a file → the address from which it is fetched."""


def page_links(thing: ThingAddresses, about: QuadsAbout) -> list[TypedLink]:
    """The links of the pages of a thing.

    Args:
        thing: its addresses.
        about: gives the quads about the thing, its files, and the dataset it is in.
    """
    return [
        TypedLink("cite-as", thing.iri),
        *(TypedLink("describedby", address, kind) for address, kind in thing.documents),
        TypedLink("type", f"{CONTEXT}/AboutPage"),
        TypedLink("type", f"{CONTEXT}/{type_of(thing.iri, about)}"),
        *_terms(thing, about),
        *(
            TypedLink("item", thing.fetched(iri), kind)
            for iri, kind in dataset_files(thing.iri, about)
        ),
    ]


def document_links(thing: ThingAddresses, about: QuadsAbout) -> list[TypedLink]:
    """The links of the RDF documents of a thing."""
    return [
        TypedLink("describes", thing.iri),
        TypedLink("describes", thing.pages[0], "text/html"),
        TypedLink("cite-as", thing.iri),
        *_terms(thing, about),
    ]


def file_links(thing: ThingAddresses, about: QuadsAbout) -> list[TypedLink]:
    """The links of a file that is a copy of the thing, or of a part of it."""
    home = TypedLink("collection", thing.pages[0], "text/html")
    return [home, *(link for link in _terms(thing, about) if link.relation == "license")]


def _terms(thing: ThingAddresses, about: QuadsAbout) -> list[TypedLink]:
    """Links to licence, authors, what the thing is part of, and the link set."""
    own = _targets(about(thing.iri), thing.iri)
    whole = _of_the_dataset(about)
    # Others' texts and figures are described here and not licensed by us.
    licences = own.get("license") or ([] if "rights" in own else whole.get("license", []))
    authors = own.get("creator") or whole.get("creator", [])
    return [
        *(TypedLink("license", target) for target in licences[:1]),
        *(TypedLink("author", target) for target in authors),
        *([TypedLink("collection", thing.collection, "text/html")] if thing.collection else ()),
        *(TypedLink("linkset", thing.linkset, form.media_type) for form in LINKSET_FORMATS),
    ]


@lru_cache(1)
def _of_the_dataset(about: QuadsAbout) -> dict[str, list[str]]:
    """The same of the dataset, which every page needs."""
    return _targets(about(DATASET), DATASET)


def _targets(quads: Iterable[ox.Quad], iri: str) -> dict[str, list[str]]:
    """What Dublin Core says of a thing: local name → IRIs; empty where it is said in words."""
    return {
        name.removeprefix(_DCTERMS): [t.value for t in targets if isinstance(t, ox.NamedNode)]
        for name, targets in facts_of(quads).get(iri, {}).items()
        if name.startswith(_DCTERMS)
    }


def dataset_files(iri: str, about: QuadsAbout) -> list[tuple[str, str]]:
    """The files that a dataset is distributed as: IRI and media type, plain ones first."""
    found: dict[tuple[bool, str], str] = {}
    own = list(about(iri))
    for quad in own:
        if quad.subject == ox.NamedNode(iri) and quad.predicate.value == f"{_DCAT}distribution":
            node = quad.object
            stated = about(node.value) if isinstance(node, ox.NamedNode) else own
            facts = {q.predicate.value: q.object for q in stated if q.subject == node}
            address = facts.get(f"{_DCAT}downloadURL")
            packed = facts.get(f"{_DCAT}compressFormat")
            if isinstance(address, ox.NamedNode):
                kind = media_type(packed or facts.get(f"{_DCAT}mediaType"))
                found[bool(packed), address.value] = kind
    return [(address, kind) for (_, address), kind in sorted(found.items())]


def link_header(held: str, links: Iterable[TypedLink]) -> str:
    """A ``Link`` header with what another holds, and the links that it lacks."""
    known = {
        (relation, target, parameters.get("type", ""))
        for target, parameters in parse_link_header(held)
        for relation in parameters.get("rel", "").split()
    }
    items = 0
    written = [held] if held else []
    for link in links:
        items += link.relation == "item"
        if (link.relation, link.address, link.media_type) in known:
            continue
        if link.relation != "item" or items <= _MAX_HEADER_ITEMS:
            written.append(str(link))
    return ", ".join(written)


def linkset(thing: ThingAddresses, about: QuadsAbout) -> dict[str, list[TypedLink]]:
    """Every link of the pages, documents and files of a thing: anchor → links."""
    page, document = page_links(thing, about), document_links(thing, about)
    return {
        **dict.fromkeys(thing.pages, page),
        **{address: document for address, _ in thing.documents},
        **{
            thing.fetched(iri): file_links(thing, about)
            for iri, _ in dataset_files(thing.iri, about)
        },
    }


def write_linkset(links: dict[str, list[TypedLink]], chosen: Format) -> bytes:
    """A link set as JSON or as header values, one a line.

    Source: https://www.rfc-editor.org/rfc/rfc9264#section-4
    """
    if chosen is LINKSET_TEXT:
        lines = [
            f'{link}; anchor="{quote(anchor, safe=_IN_IRI)}"'
            for anchor, own in links.items()
            for link in own
        ]
        return (",\n".join(lines) + "\n").encode()
    contexts = []
    for anchor, own in links.items():
        context: dict[str, object] = {"anchor": anchor}
        for relation in dict.fromkeys(link.relation for link in own):
            context[relation] = [
                {"href": link.address} | ({"type": link.media_type} if link.media_type else {})
                for link in own
                if link.relation == relation
            ]
        contexts.append(context)
    return (json.dumps({"linkset": contexts}, ensure_ascii=False, indent=1) + "\n").encode()
