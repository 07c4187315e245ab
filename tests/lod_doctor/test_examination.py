from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from chantier.errors import EndpointError
from lod_doctor.examination import Plan, Report, examine
from lod_doctor.fetching import AGENT, BODY_MOST, LOOP, PRIVATE, Visitor
from lod_doctor.languages import is_language_tag
from lod_doctor.reach import Reach
from lod_doctor.reading import Reader
from lod_doctor.rules import SEVERITIES, as_markdown, rules
from lod_doctor.visits import FORBIDDEN, OUTSIDE, Visit
from support.client import ROOT
from support.endpoints import dripping, endpoint, flooding, trap
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


def examined(url: str, **options: object) -> Report:
    return examine(replace(Plan(url, rate=0, seconds=20), **options))  # type: ignore[arg-type]


def broken_rules(report: Report) -> set[str]:
    return {finding.rule.name for finding in report.findings}


# How a site is broken


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


def said(path: str, old: str, new: str) -> Break:
    return at(path, lambda reply: reply.replacing(old, new))


def pattern(path: str, old: str, new: str) -> Break:
    """Replace by a regular expression, once."""

    def change(reply: Reply) -> Reply:
        text, count = re.subn(old, new, reply.body.decode(), count=1)
        assert count == 1
        return replace(reply, body=text.encode())

    return at(path, change)


def asking(**wanted: str) -> Callable[[Request], bool]:
    """Tell whether a request has a header or a parameter that starts so."""

    def meant(request: Request) -> bool:
        told = {**request.headers, **request.parameters, "method": request.method}
        return all(told.get(name, "").startswith(value) for name, value in wanted.items())

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
    """Send the document again to whoever has it."""
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
    "home-language": said("/", 'lang="fr"', ""),
    "home-title": said("/", "<title>Essai", "<title> "),
    "home-rdf": bare,
    "home-embedded": said("/", '{"@type"', "{@type"),
    "compression": without("/", Content_Encoding=None),
    "robots": gone("/robots.txt"),
    "robots-sitemap": said("/robots.txt", "Sitemap:", "# "),
    "robots-allows": said("/robots.txt", "/admin", "/sparql"),
    "sitemap": said("/sitemap.xml", "</urlset>", ""),
    "sitemap-alive": said("/sitemap.xml", "/doc/a", "/doc/z"),
    "sitemap-lastmod": said("/sitemap.xml", "2026-01-01", "2999-01-01"),
    "void-answers": gone(VOID),
    "void-dataset": said(VOID, "void:Dataset", "owl:Thing"),
    "void-triples": pattern(VOID, r"void:triples \d+ ;", ""),
    "void-endpoint": said(VOID, "void:sparqlEndpoint <sparql> ;", ""),
    "void-dump": said(VOID, "void:dataDump <dump.nt> ;", ""),
    "void-example": said(VOID, "void:exampleResource <id/a> ;", ""),
    "void-space": said(VOID, "void:uriSpace", "rdfs:comment"),
    "void-vocabulary": said(VOID, "void:vocabulary <ns> ;", ""),
    "void-licence": said(VOID, "dcterms:license <licence> ;", ""),
    "void-modified": said(VOID, "dcterms:modified", "dcterms:issued"),
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
    "catalogue": said("/catalog", "a dcat:Catalog", "a owl:Thing"),
    "catalogue-title": said("/catalog", 'dcterms:title "Catalogue"@fr ;', ""),
    "catalogue-description": said("/catalog", "dcterms:description", "rdfs:comment"),
    "catalogue-publisher": said("/catalog", "dcterms:publisher", "dcterms:creator"),
    "catalogue-licence": said("/catalog", "dcterms:license", "dcterms:relation"),
    "catalogue-distribution": said("/catalog", "dcat:distribution", "dcterms:relation"),
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
    "licence": said(VOID, "<licence>", "<gone>"),
    "vocabulary": said(VOID, "void:vocabulary <ns>", "void:vocabulary <gone>"),
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
"""Those that show only at another address than 127.0.0.1."""


def test_nothing_is_found_at_a_good_site() -> None:
    with site() as good:
        report = examined(f"{good.url}/")
    assert report.findings == ()
    assert report.requests > 60
    assert {request.headers["User-Agent"] for request in good.asked} == {AGENT}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_site_that_breaks_one_rule_is_found_to_break_that_rule_alone(rule: str) -> None:
    with site(BREAKS[rule]) as broken:
        report = examined(f"{broken.url}/")
    assert broken_rules(report) == {rule}


@pytest.mark.parametrize("rule", DATA_BREAKS)
def test_a_rule_that_the_data_break_is_found_alone(rule: str) -> None:
    assert DATA_BREAKS[rule][0] in DATA
    with site(data=DATA.replace(*DATA_BREAKS[rule])) as broken:
        report = examined(f"{broken.url}/")
    assert broken_rules(report) == {rule}


@pytest.mark.parametrize("rule", NAMED_BREAKS)
def test_a_rule_about_the_address_of_the_site_is_found_alone(rule: str) -> None:
    loading = said("/", 'href="/style.css"', 'href="http://cdn.example/style.css"')
    with site(loading) as broken:
        url = NAMED_BREAKS[rule]
        report = examined(url, maps=((url, f"{broken.url}/"),))
    assert broken_rules(report) == {rule}


def test_every_rule_has_a_site_that_breaks_it() -> None:
    assert {*BREAKS, *DATA_BREAKS, *NAMED_BREAKS} == set(rules())


# The rules as data


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_a_rule_says_all_in_both_languages(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.severity in SEVERITIES
    assert rule.source.startswith("https://")
    assert set(rule.asks) == set(rule.mend) == {"fr", "en"}
    for text in (*rule.asks.values(), *rule.mend.values()):
        assert text[-1] in ".…"
        assert "|" not in text


def test_the_docs_list_the_rules_in_both_languages() -> None:
    text = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    french, _, english = text.partition("\n## English\n")
    assert as_markdown("fr") in french
    assert as_markdown("en") in english


@pytest.mark.parametrize(
    "tag", ["fr", "fr-CA", "zh-Hant-TW", "de-CH-1996", "x-chantier", "en-a-bb"]
)
def test_a_language_tag_is_known_as_one(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("tag", ["", "f", "français", "fr_CA", "fr-", "fr-CA-"])
def test_what_is_no_language_tag_is_known_as_such(tag: str) -> None:
    assert not is_language_tag(tag)


# Where it goes


def visitor(url: str, seconds: float = 10, **options: bool) -> Visitor:
    return Visitor(Reach(url, **options), 0, seconds, lambda *_: None)  # type: ignore[arg-type]


def test_a_site_that_is_not_there_is_an_error() -> None:
    with trap() as (port, _):
        pass
    with pytest.raises(EndpointError, match="cannot be reached"):
        examined(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://u:p@example.org/", "site", "file:///x"]
)
def test_what_is_not_an_address_of_http_is_an_error(url: str) -> None:
    with pytest.raises(EndpointError, match="is not an address"):
        Reach(url)


@pytest.mark.parametrize("outside", [False, True])
def test_a_redirect_to_a_private_address_that_nobody_named_is_not_followed(outside: bool) -> None:
    with trap() as (port, came):
        leading = at(DOC_B, lambda _: Reply(302, b"", {"Location": f"http://127.0.0.1:{port}/"}))
        with site(leading) as broken:
            report = examined(f"{broken.url}/", outside=outside)
        assert came() == 0
    assert broken_rules(report) == {"redirects"}
    assert PRIVATE in report.findings[0].fact.what


def test_a_public_host_that_becomes_private_is_not_visited(monkeypatch: pytest.MonkeyPatch) -> None:
    with trap() as (port, came):
        addresses = iter(["93.184.216.34", "127.0.0.1"])

        def resolve(*_arguments: object, **_options: object) -> list[tuple[object, ...]]:
            return [(2, 1, 6, "", (next(addresses), port))]

        monkeypatch.setattr("socket.getaddrinfo", resolve)
        visit = visitor(f"http://site.example:{port}/").get(f"http://site.example:{port}/")
        assert came() == 0
    assert visit.trouble == PRIVATE


def test_other_hosts_are_left_alone_and_told() -> None:
    elsewhere = said(VOID, "void:vocabulary <ns>", "void:vocabulary <http://elsewhere.example/>")
    with site(elsewhere) as good:
        report = examined(f"{good.url}/")
    assert report.findings == ()
    assert report.skipped == ("http://elsewhere.example/",)


@pytest.mark.parametrize(
    ("robots", "trouble"),
    [
        (Reply(200, b"User-agent: chantier-doctor\nDisallow: /doc/"), FORBIDDEN),
        (Reply(200, b"User-agent: *\nDisallow: /admin"), ""),
        (Reply(404), ""),
        (Reply(503), FORBIDDEN),
    ],
)
def test_the_robots_file_of_another_host_is_respected(
    monkeypatch: pytest.MonkeyPatch, robots: Reply, trouble: str
) -> None:
    # This machine is let pass for a public one.
    monkeypatch.setattr("chantier.net.connections.is_public", lambda _: True)
    with site() as here, site(at("/robots.txt", lambda _: robots)) as other:
        reach = Reach(here.url, outside=True)
        walk = Visitor(reach, 0, 10, lambda *_: None)
        address = other.url.replace("127.0.0.1", "localhost") + "/doc/a"
        assert walk.get(address).trouble == trouble
        assert walk.get(address).trouble == trouble
        asked = [request.path for request in other.asked]
    assert asked == ["/robots.txt"] + ["/doc/a"] * (0 if trouble else 2)


def test_another_host_that_is_not_there_is_told_and_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chantier.net.connections.is_public", lambda _: True)
    with trap() as (port, _), site() as here:
        walk = Visitor(Reach(here.url, outside=True), 0, 0.5, lambda *_: None)
        visits = [walk.get(f"http://localhost:{port}/{name}") for name in "ab"]
    assert [visit.trouble for visit in visits] == ["> 0.5 s"] * 2
    assert walk.sent == 1


def test_iris_are_fetched_where_the_longest_mapping_says() -> None:
    reach = Reach(
        "http://127.0.0.1:1/",
        [("https://e/", "http://127.0.0.1:1/"), ("https://e/a/", "http://127.0.0.1:2/")],
    )
    assert reach.address("https://e/x?y=z") == "http://127.0.0.1:1/x?y=z"
    assert reach.address("https://e/a/x") == "http://127.0.0.1:2/x"
    assert reach.is_inside("https://e/x")
    assert not reach.is_inside("https://f.example/x")
    assert reach.place("https://f.example/x") is None


def test_no_more_iris_are_visited_than_allowed() -> None:
    many = DATA + "".join(f'<id/x{n}> a <ns#Thing> ; rdfs:label "x" .\n' for n in range(60))
    with site(data=many) as large:
        examined(f"{large.url}/", most=10)
        visited = {request.path for request in large.asked if request.path.startswith("/id/")}
    assert len(visited) <= 11  # and one that does not exist


@pytest.mark.parametrize("location", ["http://[", "//[::", "mailto:a@e", "http://\x7f/", "\xe9"])
def test_a_redirect_to_what_is_no_address_ends_the_visit(location: str) -> None:
    with site(at("/doc/a", lambda _: Reply(302, b"", {"Location": location}))) as broken:
        visit = visitor(broken.url).get(f"{broken.url}/doc/a")
    assert not visit.is_ok


# Limits


def test_an_answer_that_comes_byte_by_byte_is_given_up() -> None:
    with endpoint(dripping) as slow:
        visit = visitor(slow.url, seconds=0.5).get(slow.url)
    assert visit.trouble == "> 0.5 s"
    assert visit.seconds < 5


def test_a_site_that_says_nothing_is_given_up() -> None:
    with trap() as (port, _):
        url = f"http://127.0.0.1:{port}/"
        assert visitor(url, seconds=0.5).get(url).trouble == "> 0.5 s"


def test_an_answer_without_an_end_is_given_up() -> None:
    with endpoint(flooding) as endless:
        visit = visitor(endless.url).get(endless.url)
    assert visit.trouble == f"> {BODY_MOST:,} B"
    assert visit.body == b""


def test_a_loop_of_redirects_is_given_up() -> None:
    with site(at("/doc/a", lambda _: Reply(302, b"", {"Location": "/doc/a"}))) as looping:
        visit = visitor(looping.url).get(f"{looping.url}/doc/a")
        assert len(looping.asked) == 6
    assert visit.trouble == LOOP


def test_no_more_requests_are_sent_in_a_second_than_asked_for() -> None:
    with site() as good:
        walk = Visitor(Reach(good.url), 20, 10, lambda *_: None)
        started = time.monotonic()
        visits = [walk.get(f"{good.url}/doc/a") for _ in range(5)]
        lasted = time.monotonic() - started
    assert lasted >= 4 / 20
    assert sum(visit.seconds for visit in visits) < lasted


def test_a_site_that_asks_to_wait_is_asked_again_after_that_time() -> None:
    replies = iter([Reply(429, b"", {"Retry-After": "1"}), Reply(200, b"there")])
    with site(at("/doc/a", lambda _: next(replies))) as busy:
        started = time.monotonic()
        visit = visitor(busy.url).get(f"{busy.url}/doc/a")
    assert visit.body == b"there"
    assert time.monotonic() - started >= 1


# Hostile documents

BOMBS = {
    "entities": (
        RDF_XML,
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
        + b']><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description>'
        b"<r:value>&m;</r:value></r:Description></r:RDF>",
    ),
    "json": (JSON_LD, b'{"http://e/p":' * 50_000 + b"1" + b"}" * 50_000),
    "triple terms": (
        N_TRIPLES,
        b"<e:s> <e:p> " + b"<<( <e:s> <e:p> " * 50_000 + b"<e:o> " + b")>> " * 50_000 + b".",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_document_that_ends_its_parser_costs_nothing_else(name: str) -> None:
    media_type, body = BOMBS[name]
    good = Visit("http://e/", "http://e/", 200, {"content-type": N_TRIPLES}, b"<e:s> <e:p> <e:o> .")
    with Reader(lambda _: None) as reader:
        read = reader.read(replace(good, headers={"content-type": media_type}, body=body))
        assert read.problem
        assert not read
        assert len(reader.read(good).items) == 1


def test_json_ld_without_its_context_is_not_judged() -> None:
    body = b'{"@context": "http://elsewhere.example/c", "@id": "http://e/"}'
    visit = Visit("http://e/", "http://e/", 200, {"content-type": JSON_LD}, body)
    with Reader(lambda _: None) as reader:
        assert reader.read(visit).is_skipped


def test_links_in_headers_are_read() -> None:
    text = '</a,b>; rel="alternate Describes"; type=text/turtle, <b>;rel=type;title="x, <y>; z"'
    links = Visit("", "http://e/d/", 200, {"link": text}).links
    assert [link.target for link in links] == ["http://e/a,b", "http://e/d/b"]
    assert links[0].relations == {"alternate", "describes"}
    assert links[0].media_type == "text/turtle"
    assert Visit("", "", trouble=OUTSIDE).links == ()
