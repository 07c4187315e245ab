"""A small linked-data site on this machine that does everything right, and may be broken."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

TURTLE, JSON_LD, N_TRIPLES, RDF_XML, HTML = RDF = (
    "text/turtle",
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "text/html",
)
EXTENSIONS = {"ttl": TURTLE, "jsonld": JSON_LD, "nt": N_TRIPLES, "rdf": RDF_XML, "html": HTML}
JSON_RESULTS, XML_RESULTS = "application/sparql-results+json", "application/sparql-results+xml"
PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ldes: <https://w3id.org/ldes#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix tree: <https://w3id.org/tree#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """
<id/a> a <ns#Thing> ; rdfs:label "Élan"@fr , "Moose"@en ; <ns#knows> <id/b> .
<id/b> a <ns#Thing> ; rdfs:label "Bœuf"@fr .
<ns#Thing> a owl:Class ; rdfs:label "Thing"@en .
<ns#knows> a owl:ObjectProperty ; rdfs:label "knows"@en .
"""
VOID = """
<dataset> a void:Dataset ; dcterms:title "Essai"@fr ;
  void:triples {triples} ; void:entities {entities} ; void:classes {classes} ;
  void:distinctSubjects {subjects} ; void:distinctObjects {objects} ;
  void:properties {properties} ;
  void:sparqlEndpoint <sparql> ;
  void:dataDump <dump.nt> ;
  void:exampleResource <id/a> ;
  void:uriSpace "{site}/" ;
  void:vocabulary <ns> ;
  dcterms:license <licence> ;
  dcterms:modified "2026-01-01"^^xsd:date ;
  {partitions} .
"""
CATALOGUE = """
<catalog> a dcat:Catalog ;
  dcterms:title "Catalogue"@fr ;
  dcterms:description "Un essai."@fr ;
  dcterms:publisher <id/a> ;
  dcterms:license <licence> ;
  dcat:dataset <dataset> .
<dataset> a dcat:Dataset ; dcterms:title "Essai"@fr ;
  dcat:distribution <dump> .
<dump> a dcat:Distribution ; dcat:downloadURL <dump.nt> ; dcat:byteSize {size} ;
  spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue "{sha256}" ] .
<feed> a ldes:EventStream .
"""
SERVICE = "<sparql> a sd:Service ; sd:endpoint <sparql> ."
FEED = "<feed> a ldes:EventStream ; tree:view <feed> ."
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<link rel="alternate" type="text/turtle" href="/catalog"><link rel="stylesheet" href="/style.css">
<script type="application/ld+json">{"@type": "Dataset"}</script></head><body>""" + (
    "<p>Un site d’essai.</p>" * 150
)
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{site}/doc/a</loc><lastmod>2026-01-01</lastmod></url><url><loc>{site}/</loc></url>
</urlset>"""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def accepted(self) -> list[str]:
        """The media types accepted, in their order."""
        ranges = self.headers.get("Accept", "*/*").split(",")
        return [item.partition(";")[0].strip() for item in ranges]

    def chosen(self, *offered: str) -> str:
        """The first accepted that is offered; empty for none."""
        for item in self.accepted:
            if item == "*/*":
                return offered[0]
            if item in offered:
                return item
        return ""


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str | None] = field(default_factory=dict)
    """A header that is ``None`` is not sent."""

    def having(self, **headers: str | None) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    def replacing(self, old: str, new: str) -> Reply:
        assert old.encode() in self.body, f"{old} is not there to be replaced"
        return replace(self, body=self.body.replace(old.encode(), new.encode()))


Break = Callable[["Site", Request, Reply], Reply]


@dataclass
class Site:
    """What the site holds, once it has an address."""

    url: str
    data: str
    breaking: Break
    store: ox.Store = field(default_factory=ox.Store)
    asked: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store.extend(self.quads(self.data))

    def quads(self, turtle: str) -> list[ox.Quad]:
        text = PREFIXES + turtle
        return list(
            ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=f"{self.url}/", lenient=True)
        )

    def about(self, start: str) -> list[ox.Quad]:
        start = f"{self.url}/{start}"
        return [quad for quad in self.quads(self.data) if str(quad.subject)[1:].startswith(start)]

    def count(self, pattern: str, what: str = "*") -> int:
        (found,) = self.store.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")  # type: ignore[union-attr,misc]
        return int(found["n"].value)

    @property
    def dump(self) -> bytes:
        return ox.serialize(self.quads(self.data), format=ox.RdfFormat.N_TRIPLES) or b""

    def answer(self, request: Request) -> Reply:
        self.asked.append(request)
        return self.breaking(self, request, self.route(request))

    def route(self, request: Request) -> Reply:
        """Reply as a good site does."""
        fixed = self.files().get(request.path)
        if fixed:
            return fixed
        described = {
            "/.well-known/void": self.void,
            "/catalog": self.catalogue,
            "/feed": lambda: FEED,
        }
        if request.path in described:
            return self.described(request, described[request.path]())
        if request.path == "/sparql":
            return self.sparql(request)
        if request.path == "/ns":
            return self.document(request, self.about("ns#"))
        if request.path in ("/id/a", "/id/b"):
            return Reply(303, b"", {"Location": request.path.replace("/id/", "/doc/")})
        found = re.fullmatch(r"/doc/([ab])(?:\.(\w+))?", request.path)
        if not found or (found[2] and found[2] not in EXTENSIONS):
            return Reply(404)
        links = [
            f'</doc/{found[1]}.{name}>; rel="alternate"; type="{media_type}"'
            for name, media_type in EXTENSIONS.items()
        ]
        reply = self.document(request, self.about(f"id/{found[1]}"), EXTENSIONS.get(found[2]))
        return reply.having(Link=", ".join([*links, '</timemap>; rel="timemap"']))

    def files(self) -> dict[str, Reply]:
        """What is the same for everybody."""
        robots = f"User-agent: *\nDisallow: /admin\nSitemap: {self.url}/sitemap.xml\n"
        context = json.dumps({"@context": {"ex": f"{self.url}/ns#"}})
        texts = {
            "/robots.txt": ("text/plain; charset=utf-8", robots),
            "/sitemap.xml": ("application/xml", SITEMAP.replace("{site}", self.url)),
            "/timemap": ("application/link-format", "<a>; rel=original"),
            "/context.jsonld": (JSON_LD, context),
            "/licence": ("text/html; charset=utf-8", "Libre."),
            "/dump.nt": (N_TRIPLES, self.dump.decode()),
        }
        files = {
            path: Reply(200, text.encode(), {"Content-Type": kind})
            for path, (kind, text) in texts.items()
        }
        files["/dump.nt"] = files["/dump.nt"].having(Accept_Ranges="bytes")
        return files | {"/": self.home()}

    def home(self) -> Reply:
        links = {"describedby": "/catalog", "cite-as": "/", "license": "/licence"}
        text = ", ".join(f'<{target}>; rel="{name}"' for name, target in links.items())
        text += ', <https://schema.org/Dataset>; rel="type"'
        return Reply(200, PAGE.encode(), {"Content-Type": "text/html; charset=utf-8", "Link": text})

    def void(self) -> str:
        partitions = []
        for kind, pattern, measure in (
            ("class", "?s a ?of", "void:entities"),
            ("property", "?s ?of ?o", "void:triples"),
        ):
            query = f"SELECT ?of (COUNT(*) AS ?n) WHERE {{ {pattern} }} GROUP BY ?of"
            for item in self.store.query(query):  # type: ignore[union-attr]
                of, number = item["of"], item["n"].value
                partitions.append(f"void:{kind}Partition [ void:{kind} {of} ; {measure} {number} ]")
        values = {
            "triples": self.count("?s ?p ?o"),
            "entities": self.count("?s a ?c", "DISTINCT ?s"),
            "classes": self.count("?s a ?c", "DISTINCT ?c"),
            "subjects": self.count("?s ?p ?o", "DISTINCT ?s"),
            "objects": self.count("?s ?p ?o", "DISTINCT ?o"),
            "properties": self.count("?s ?p ?o", "DISTINCT ?p"),
            "site": self.url,
            "partitions": " ; ".join(partitions),
        }
        return VOID.format(**values)

    def catalogue(self) -> str:
        sha256 = hashlib.sha256(self.dump).hexdigest()
        return CATALOGUE.replace("{size}", str(len(self.dump))).replace("{sha256}", sha256)

    def described(self, request: Request, turtle: str) -> Reply:
        """A description, in Turtle as it is written."""
        if request.chosen(TURTLE) != TURTLE:
            return Reply(406)
        text = PREFIXES + f"@base <{self.url}/> .\n" + turtle
        return Reply(200, text.encode(), {"Content-Type": f"{TURTLE}; charset=utf-8"})

    def document(self, request: Request, quads: list[ox.Quad], wanted: str | None = None) -> Reply:
        chosen = wanted or request.chosen(*RDF)
        if not chosen:
            return Reply(406)
        if chosen == HTML:
            return Reply(200, b"<p>Page", {"Content-Type": "text/html; charset=utf-8"})
        format_ = ox.RdfFormat.from_media_type(chosen)
        assert format_
        body = ox.serialize(quads, format=format_) or b""
        if chosen == JSON_LD:
            document = {"@context": "/context.jsonld", "@graph": json.loads(body)}
            body = json.dumps(document).encode()
        return Reply(200, body, {"Content-Type": chosen})

    def sparql(self, request: Request) -> Reply:
        query = request.parameters.get("query")
        if "update" in request.parameters:
            return Reply(400)
        if query is None:
            chosen = request.chosen(TURTLE, RDF_XML)
            return self.document(request, self.quads(SERVICE), chosen) if chosen else Reply(406)
        try:
            results = self.store.query(query)
        except SyntaxError:
            return Reply(400)
        if isinstance(results, ox.QueryTriples):
            body = results.serialize(format=ox.RdfFormat.TURTLE) or b""
            return Reply(200, body, {"Content-Type": TURTLE})
        chosen = request.chosen(JSON_RESULTS, XML_RESULTS)
        if not chosen:
            return Reply(406)
        format_ = ox.QueryResultsFormat.from_media_type(chosen)
        assert format_
        return Reply(200, results.serialize(format=format_) or b"", {"Content-Type": chosen})


class _Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        request = Request(self.command, parts.path, parameters, dict(self.headers.items()))
        with suppress(OSError):
            self.send(request, self.site.answer(request))

    do_HEAD = do_GET  # noqa: N815 # the name is the library's

    def send(self, request: Request, reply: Reply) -> None:
        body, status = reply.body, reply.status
        headers: dict[str, str | None] = {
            "Vary": "Accept, Accept-Encoding",
            "Access-Control-Allow-Origin": "*",
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"' if status == 200 else None,
        }
        wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        if wants_gzip and reply.headers.get("Content-Encoding", "") is not None:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        headers |= {"Content-Length": str(len(body)), **reply.headers}
        etag = headers["ETag"]
        if etag and etag == request.headers.get("If-None-Match"):
            status, body, headers = 304, b"", {"ETag": etag}
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        if request.method == "GET":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def unbroken(_site: Site, _request: Request, reply: Reply) -> Reply:
    return reply


@contextmanager
def site(breaking: Break = unbroken, data: str = DATA) -> Iterator[Site]:
    """Serve the site until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client may leave
    made = Site(f"http://127.0.0.1:{server.server_address[1]}", data, breaking)
    server.RequestHandlerClass = type("OfSite", (_Handler,), {"site": made})
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
