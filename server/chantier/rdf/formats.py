"""The formats that the project reads and writes, and content negotiation among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from chantier.errors import NotAcceptable


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation, named by its media type."""

    name: str
    """Its name in a flag or a parameter."""
    media_type: str
    extension: str
    """Without the dot."""
    aliases: tuple[str, ...] = ()
    """Other media types that clients ask for and that this format satisfies."""
    other_names: tuple[str, ...] = ()
    """Other values of a ``format=`` parameter that mean it."""
    charset: bool = False
    """Whether the media type needs ``charset=utf-8``: without it R clients garble accents."""

    @property
    def content_type(self) -> str:
        """The value of a ``Content-Type`` header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


TURTLE = Format(
    "turtle", "text/turtle", "ttl", ("application/x-turtle", "text/n3"), ("ttl", "n3"), charset=True
)
JSON_LD = Format("jsonld", "application/ld+json", "jsonld", ("application/json",), ("json-ld",))
N_TRIPLES = Format(
    "ntriples", "application/n-triples", "nt", ("text/plain",), ("nt", "n-triples"), charset=True
)
RDF_XML = Format(
    "rdfxml",
    "application/rdf+xml",
    "rdf",
    ("application/xml", "text/xml"),
    ("rdf+xml", "rdf", "xml"),
    charset=True,
)
N_QUADS = Format(
    "nquads", "application/n-quads", "nq", ("text/x-nquads",), ("nq", "n-quads"), charset=True
)
TRIG = Format("trig", "application/trig", "trig", ("application/x-trig",), (), charset=True)
HTML = Format("html", "text/html", "html", ("application/xhtml+xml",), (), charset=True)
JSON = Format("json", "application/json", "json")
RDF_PATCH = Format("patch", "application/rdf-patch", "rdfp", ("text/rdf-patch",), charset=True)
LINK_FORMAT = Format("link-format", "application/link-format", "link")
GEOJSON = Format("geojson", "application/geo+json", "geojson")
TEXT = Format("text", "text/plain", "txt", charset=True)
PROBLEM = Format("problem", "application/problem+json", "json", ("application/json",), ())

RESULTS_JSON = Format(
    "json", "application/sparql-results+json", "srj", ("application/json",), ("sparql-json",)
)
RESULTS_XML = Format(
    "xml",
    "application/sparql-results+xml",
    "srx",
    ("application/xml", "text/xml"),
    ("sparql-xml",),
    charset=True,
)
CSV = Format("csv", "text/csv", "csv", (), (), charset=True)
TSV = Format(
    "tsv",
    "text/tab-separated-values",
    "tsv",
    ("text/tsv",),
    ("tab-separated-values",),
    charset=True,
)

TRIPLE_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""Formats of one graph, without its name."""
QUAD_FORMATS = (TRIG, N_QUADS)
"""Formats that keep the named graph that each quad stands in."""
GRAPH_FORMATS = (*TRIPLE_FORMATS, *QUAD_FORMATS)
"""Formats of the answer to a CONSTRUCT or DESCRIBE; the first is the default."""
DOCUMENT_FORMATS = GRAPH_FORMATS
"""Formats of documents, graphs and the ontology, beside HTML."""
ENGINE_FORMATS = {
    item: engine_format
    for item in GRAPH_FORMATS
    if (engine_format := ox.RdfFormat.from_media_type(item.media_type))
}
"""Our formats → those of the engine, which reads and writes them all."""
FORMATS_BY_ENDING = {item.extension: item for item in GRAPH_FORMATS} | {
    "json": JSON_LD,
    "owl": RDF_XML,
    "xml": RDF_XML,
}
"""How the name of a file may end, without the dot → the syntax it then is in."""
RESULT_FORMATS = (RESULTS_JSON, RESULTS_XML, CSV, TSV)
"""Formats of the solutions of a SELECT; the first is the default."""
BOOLEAN_FORMATS = (RESULTS_JSON, RESULTS_XML)
"""Formats of the answer to an ASK: CSV and TSV have no booleans in SPARQL 1.1."""


def negotiate(
    accept: str | None, offered: Sequence[Format], less_wanted: Sequence[Format] = ()
) -> Format:
    """Choose the offered format a client prefers.

    Parameters other than ``q`` are ignored, so ``text/turtle;charset=utf-8`` finds Turtle and
    ``application/ld+json;profile=…`` JSON-LD. Among equal qualities the client's order decides,
    then ours; an absent header accepts the first.

    Args:
        accept: the ``Accept`` header, or ``None`` when the client sent none.
        offered: what can be served, best first; not empty.
        less_wanted: those of them whose quality counts half.

    Raises:
        NotAcceptable: nothing offered is accepted.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = _ranges(accept)
    scores: dict[tuple[float, int, int], Format] = {}
    for rank, offer in enumerate(offered):
        main = offer.media_type.partition("/")[0]
        names = [name for name in (offer.media_type, f"{main}/*", "*/*") if name in ranges]
        # An alias is as good as the name only where the client wrote the alias itself.
        for name in (*names[:1], *ranges.keys() & set(offer.aliases)):
            quality, order = ranges[name]
            if quality:
                scores[quality / 2 if offer in less_wanted else quality, -order, -rank] = offer
    if not scores:
        types = tuple(item.media_type for item in offered)
        raise NotAcceptable(
            f"None of what you accept (“{accept}”) can be served here."
            f" Ask for one of: {', '.join(types)}.",
            types,
        )
    return scores[max(scores)]


def named(name: str, offered: Sequence[Format]) -> Format:
    """The offered format with this name, extension or media type.

    Raises:
        NotAcceptable: there is none.
    """
    wanted = name.strip().lower()
    for offer in offered:
        if wanted in (
            offer.name,
            offer.extension,
            offer.media_type,
            *offer.aliases,
            *offer.other_names,
        ):
            return offer
    types = tuple(offer.name for offer in offered)
    raise NotAcceptable(f"“{name}” is not a format of this answer. Use {', '.join(types)}.", types)


def _ranges(accept: str) -> dict[str, tuple[float, int]]:
    """Media range → its quality and its place; the first counts where one comes twice."""
    found: dict[str, tuple[float, int]] = {}
    for order, part in enumerate(accept.split(",")):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                quality = _quality(value)
        media_range = "*/*" if media_type == "*" else media_type.lower()
        if "/" in media_range:
            found.setdefault(media_range, (quality, order))
    return found


def _quality(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def preferred_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """Choose the language a visitor prefers; the first offered where nothing decides.

    Source: https://www.rfc-editor.org/rfc/rfc4647#section-3.4 (lookup)
    """
    wishes: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.partition(";")
        _, _, value = parameters.partition("q=")
        quality = _quality(value) if value else 1.0
        if tag.strip() and quality > 0:
            wishes.append((quality, tag.strip().lower().split("-")[0]))
    wishes.sort(key=lambda wish: -wish[0])  # keeps the order of those wanted equally
    return next((tag for _, tag in wishes if tag in offered), offered[0])
