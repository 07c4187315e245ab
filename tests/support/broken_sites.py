"""Sites that break one rule each, and which rules an examination finds broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from lod_doctor.examination import Examination, Plan, examine
from support.sites import (
    DATA,
    HTML,
    JSON_LD,
    JSON_RESULTS,
    N_TRIPLES,
    PAGE,
    RDF_XML,
    XML_RESULTS,
    Break,
    Reply,
    Request,
    Site,
    site,
)


def examined(url: str, **options: object) -> Examination:
    return examine(replace(Plan(url, rate=0, seconds=20), **options))  # type: ignore[arg-type]


def names(examination: Examination) -> set[str]:
    """The names of the rules that are broken."""
    return {broken.rule.name for broken in examination.broken_rules}


def found_broken(rule: str) -> set[str]:
    """The rules that are found broken at a site that breaks one."""
    if rule in DATA_BREAKS:
        assert DATA_BREAKS[rule][0] in DATA
        with site(data=DATA.replace(*DATA_BREAKS[rule])) as broken:
            return names(examined(f"{broken.url}/"))
    if rule in NAMED_BREAKS:
        loading = replaced("/", 'href="/style.css"', 'href="http://cdn.example/style.css"')
        with site(loading) as broken:
            url = NAMED_BREAKS[rule]
            return names(examined(url, maps=((url, f"{broken.url}/"),)))
    with site(BREAKS[rule]) as broken:
        return names(examined(f"{broken.url}/"))


def at(
    path: str, change: Callable[[Reply], Reply], when: Callable[[Request], bool] | None = None
) -> Break:
    """Change the replies of a path, or of those of its requests that are meant."""

    def breaking(_site: Site, request: Request, reply: Reply) -> Reply:
        meant = re.fullmatch(path, request.path) and (when is None or when(request))
        return change(reply) if meant else reply

    return breaking


def gone(path: str, status: int = 404) -> Break:
    return at(path, lambda _: Reply(status))


def without(path: str, **headers: str | None) -> Break:
    return at(path, lambda reply: reply.having(**headers))


def replaced(path: str, old: str, new: str) -> Break:
    return at(path, lambda reply: reply.replacing(old, new))


def pattern(path: str, old: str, new: str) -> Break:
    """Replace by a regular expression, once."""

    def change(reply: Reply) -> Reply:
        text, count = re.subn(old, new, reply.body.decode(), count=1)
        assert count == 1
        return replace(reply, body=text.encode())

    return at(path, change)


def asking(**wanted: str) -> Callable[[Request], bool]:
    """Whether a request has headers or parameters that start so."""

    def meant(request: Request) -> bool:
        values = {**request.headers, **request.parameters, "method": request.method}
        return all(values.get(name, "").startswith(value) for name, value in wanted.items())

    return meant


def described(_site: Site, request: Request, reply: Reply) -> Reply:
    """Send a thing itself, without a redirect."""
    if request.path != "/id/b":
        return reply
    return _site.route(replace(request, path="/doc/b"))


def otherwise(_site: Site, request: Request, reply: Reply) -> Reply:
    """Describe another thing than the one asked for."""
    if request.path != "/doc/b" or request.chosen(HTML) == HTML:
        return reply
    return replace(reply, body=reply.body.replace(b"/id/b", b"/id/c"))


def never_304(site_: Site, request: Request, _reply: Reply) -> Reply:
    """Send the document again to a client that has it."""
    reply = site_.route(request)
    is_repeated = "If-None-Match" in request.headers and request.path.startswith("/doc/")
    return reply.having(ETag='"another"') if is_repeated else reply


def bare(_site: Site, request: Request, reply: Reply) -> Reply:
    """Lead from the home page to no RDF."""
    if request.path != "/":
        return reply
    text = PAGE.replace('rel="alternate" type="text/turtle"', 'rel="help"')
    return replace(reply, body=text.replace("application/ld+json", "text/plain").encode())


VOID, DOC_B = r"/\.well-known/void", "/doc/b"
BREAKS: dict[str, Break] = {
    "home-html": without("/", Content_Type="text/plain"),
    "home-utf8": without("/", Content_Type="text/html; charset=iso-8859-1"),
    "home-language": replaced("/", 'lang="fr"', ""),
    "home-title": replaced("/", "<title>Essai", "<title> "),
    "home-rdf": bare,
    "home-embedded": replaced("/", '{"@type"', "{@type"),
    "compression": without("/", Content_Encoding=None),
    "robots": gone("/robots.txt"),
    "robots-sitemap": replaced("/robots.txt", "Sitemap:", "# "),
    "robots-allows": replaced("/robots.txt", "/admin", "/sparql"),
    "sitemap": replaced("/sitemap.xml", "</urlset>", ""),
    "sitemap-alive": replaced("/sitemap.xml", "/doc/a", "/doc/z"),
    "sitemap-lastmod": replaced("/sitemap.xml", "2026-01-01", "2999-01-01"),
    "void-answers": gone(VOID),
    "void-dataset": replaced(VOID, "void:Dataset", "owl:Thing"),
    "void-triples": pattern(VOID, r"void:triples \d+ ;", ""),
    "void-endpoint": replaced(VOID, "void:sparqlEndpoint <sparql> ;", ""),
    "void-dump": replaced(VOID, "void:dataDump <dump.nt> ;", ""),
    "void-example": replaced(VOID, "void:exampleResource <id/a> ;", ""),
    "void-space": replaced(VOID, "void:uriSpace", "rdfs:comment"),
    "void-vocabulary": replaced(VOID, "void:vocabulary <ns> ;", ""),
    "void-licence": replaced(VOID, "dcterms:license <licence> ;", ""),
    "void-modified": replaced(VOID, "dcterms:modified", "dcterms:issued"),
    "sparql-answers": at(
        "/sparql", lambda reply: reply.having(Content_Type="text/plain"), asking(query="SELECT")
    ),
    "sparql-xml": at(
        "/sparql",
        lambda reply: reply.replacing("/id/a", "/id/c"),
        asking(query="SELECT", Accept=XML_RESULTS),
    ),
    "sparql-ask": at(
        "/sparql",
        lambda reply: reply.replacing("true", "false"),
        asking(query="ASK", Accept=JSON_RESULTS),
    ),
    "sparql-description": at("/sparql", lambda _: Reply(406), asking(Accept=RDF_XML)),
    "sparql-address": at(
        "/sparql",
        lambda reply: replace(reply, body=reply.body.replace(b"/sparql>", b"/elsewhere>")),
        lambda request: not request.parameters and request.chosen("text/turtle") != "",
    ),
    "sparql-syntax": at("/sparql", lambda _: Reply(500), asking(query="SELECT WHERE {")),
    "sparql-update": at("/sparql", lambda _: Reply(200), asking(update="INSERT")),
    "sparql-head": at("/sparql", lambda _: Reply(405), asking(method="HEAD")),
    "sparql-cors": without("/sparql", Access_Control_Allow_Origin=None),
    "sparql-406": at("/sparql", lambda _: Reply(200), asking(Accept="image/png")),
    "sparql-vary": without("/sparql", Vary=None),
    "sparql-etag": without("/sparql", ETag=None),
    "count-possible": at(
        "/sparql", lambda _: Reply(504), asking(query="SELECT (COUNT(DISTINCT ?o)")
    ),
    "count-triples": pattern(
        VOID, r"void:triples \d+ ; void:entities", "void:triples 7 ; void:entities"
    ),
    "count-entities": pattern(VOID, r"void:entities \d+ ;", "void:entities 7 ;"),
    "count-subjects": pattern(VOID, r"void:distinctSubjects \d+", "void:distinctSubjects 7"),
    "count-objects": pattern(VOID, r"void:distinctObjects \d+", "void:distinctObjects 7"),
    "count-classes": pattern(VOID, r"void:classes \d+", "void:classes 7"),
    "count-properties": pattern(VOID, r"void:properties \d+", "void:properties 7"),
    "count-class-partitions": pattern(VOID, r"void:entities \d+ \]", "void:entities 7 ]"),
    "count-property-partitions": pattern(VOID, r"void:triples \d+ \]", "void:triples 7 ]"),
    "catalogue": replaced("/catalog", "a dcat:Catalog", "a owl:Thing"),
    "catalogue-title": replaced("/catalog", 'dcterms:title "Catalogue"@fr ;', ""),
    "catalogue-description": replaced("/catalog", "dcterms:description", "rdfs:comment"),
    "catalogue-publisher": replaced("/catalog", "dcterms:publisher", "dcterms:creator"),
    "catalogue-licence": replaced("/catalog", "dcterms:license", "dcterms:relation"),
    "catalogue-distribution": replaced("/catalog", "dcat:distribution", "dcterms:relation"),
    "dump-answers": gone(r"/dump\.nt"),
    "dump-size": pattern("/catalog", r"dcat:byteSize \d+", "dcat:byteSize 7"),
    "dump-checksum": pattern("/catalog", r'checksumValue "\w{4}', 'checksumValue "0000'),
    "dump-ranges": without(r"/dump\.nt", Accept_Ranges=None),
    "thing-answers": gone(DOC_B),
    "thing-303": described,
    "thing-rdf": without(DOC_B, Content_Type="text/html; charset=utf-8"),
    "thing-type": at(
        DOC_B, lambda reply: reply.having(Content_Type="text/html"), asking(Accept=N_TRIPLES)
    ),
    "thing-parses": at(
        DOC_B, lambda _: Reply(200, b"{", {"Content-Type": JSON_LD}), asking(Accept=JSON_LD)
    ),
    "thing-same": at(
        DOC_B, lambda reply: reply.replacing('"B', '"Beau b'), asking(Accept=N_TRIPLES)
    ),
    "thing-describes": otherwise,
    "thing-page": at(DOC_B, lambda _: Reply(406), asking(Accept=HTML)),
    "thing-alternates": gone(r"/doc/b\.nt"),
    "thing-unknown": at("/id/doctor-.*", lambda _: Reply(200)),
    "thing-charset": at(
        DOC_B,
        lambda reply: reply.having(Content_Type="text/turtle; charset=iso-8859-1"),
        asking(Accept="text/turtle"),
    ),
    "thing-vary": without("/doc/.", Vary="Origin"),
    "thing-cors": without(DOC_B, Access_Control_Allow_Origin=None),
    "thing-head": at(DOC_B, lambda _: Reply(405), asking(method="HEAD")),
    "thing-validator": without(DOC_B, ETag=None),
    "thing-304": never_304,
    "signposting": at(
        "/", lambda r: r.having(Link=str(r.headers["Link"]).replace("cite-as", "self"))
    ),
    "signposting-alive": at(
        "/", lambda r: r.having(Link=str(r.headers["Link"]).replace("/licence", "/gone"))
    ),
    "feed": gone("/feed"),
    "memento": gone("/timemap"),
    "licence": replaced(VOID, "<licence>", "<gone>"),
    "vocabulary": replaced(VOID, "void:vocabulary <ns>", "void:vocabulary <gone>"),
    "context": gone(r"/context\.jsonld"),
    "redirects": at(DOC_B, lambda _: Reply(302, b"", {"Location": DOC_B})),
    "uncompressed": without(DOC_B, Content_Encoding="gzip"),
    "whole-answers": without(DOC_B, Content_Length="100000"),
}
DATA_BREAKS = {
    "thing-label": ('; rdfs:label "Bœuf"@fr', ""),
    "thing-language-tags": ('"Bœuf"@fr', '"Bœuf"@fr-quebecquebec'),
}
NAMED_BREAKS = {"https": "http://site.example/", "mixed-content": "https://site.example/"}
"""Rule → the address at which its being broken shows; at 127.0.0.1 it does not."""
