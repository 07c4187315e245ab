"""The site beside Trifid, which publishes the same graph, and nginx, which gives the same bytes.

Two measures: a crawl, which asks for every page once from a server that was just started, and what
is asked again and again.
"""

from __future__ import annotations

import http.client
import logging
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from textwrap import dedent

from benchmarks import load
from benchmarks.generate import ROOT, VAR
from benchmarks.peer import Peer
from benchmarks.peers import Chantier, Nginx
from benchmarks.programs import AbsentError, npm, run

_LOG = logging.getLogger(__name__)
_BASE = "https://w3id.org/chantier-es/"
_TRIFID_VERSION = "5.3.0"
_CLIENT_COUNT = 4
"""Clients that crawl, or ask the same again and again."""
_MAX_ANSWER_SECONDS = 60
"""Time that a client waits for an answer."""
_KINDS = {"page": "text/html", "turtle": "text/turtle"}
"""What is crawled, and the Accept header that asks for it."""
_HOT = ("/doc/region/06.ttl", "/fr/id/organisation/chantier", "/graph/data/poles.ttl")
"""What is asked again and again: a document, a page, a dump of a graph."""


class Site(Chantier):
    """This project, serving the graph of this repository."""

    name = "chantier-site"

    def environment(self) -> Mapping[str, str]:
        """The sources of the repository."""
        return {**super().environment(), "CHANTIER_SOURCES": str(ROOT)}

    def path_of(self, thing: str, kind: str) -> str:
        """The path of the page or the document of a thing."""
        return f"/fr/id/{thing}" if kind == "page" else f"/doc/{thing}.ttl"

    def turtle(self) -> Path:
        """The version that it serves as one Turtle file."""
        version = (self.store() / "current").resolve().name
        return self.store() / "copies" / version / "chantier-es.ttl"


class Trifid(Peer):
    """Trifid with its fetch handler, which holds the triples in an Oxigraph store in memory."""

    name = "trifid"
    title = "Trifid"
    path = "/query"

    def __init__(self, data: Path, turtle: Path) -> None:
        """Prepare to serve a file."""
        super().__init__(data)
        self._turtle = turtle

    def install(self) -> str:
        """The package from npm."""
        if not (self._installed() / "trifid" / "package.json").is_file():
            _LOG.info("installing Trifid %s", _TRIFID_VERSION)
            run(
                [
                    *npm(),
                    "install",
                    "--silent",
                    "--prefix",
                    str(VAR / "npm"),
                    f"trifid@{_TRIFID_VERSION}",
                ]
            )
        return _TRIFID_VERSION

    @staticmethod
    def _installed() -> Path:
        return VAR / "npm" / "node_modules"

    def environment(self) -> Mapping[str, str]:
        """As in production."""
        return {**os.environ, "NODE_ENV": "production"}

    def command(self) -> Sequence[str]:
        """Serve the entities and the endpoint, without a log of requests."""
        settings = f"""
            server:
              logLevel: error
              listener:
                host: 127.0.0.1
                port: {self.port}
            globals:
              datasetBaseUrl: {_BASE}
              endpoints:
                default:
                  url: /query
            plugins:
              entity-renderer:
                module: "@zazuko/trifid-entity-renderer"
              fetch-handler:
                module: trifid-handler-fetch
                paths: /query
                config:
                  url: {self._turtle}
                  contentType: text/turtle
                  baseIRI: {_BASE}
                  unionDefaultGraph: true
        """
        (self.workdir / "config.yaml").write_text(dedent(settings), encoding="utf-8")
        node = npm()[0]
        program = self._installed() / "trifid" / "server.js"
        return [node, str(program), "--config", str(self.workdir / "config.yaml")]

    def path_of(self, thing: str, kind: str) -> str:  # noqa: ARG002  # it goes by Accept alone
        """The path of a thing."""
        return f"/id/{thing}"


@dataclass(slots=True)
class _Crawl:
    """One crawl by several clients, each on a connection of its own."""

    port: int
    accept: str
    waiting: SimpleQueue[str] = field(default_factory=SimpleQueue)
    bytes: int = 0
    wrong: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> float:
        """Crawl; the seconds that it took."""
        clients = [threading.Thread(target=self._client) for _ in range(_CLIENT_COUNT)]
        started = time.perf_counter()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        return time.perf_counter() - started

    def _client(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_MAX_ANSWER_SECONDS)
        size = wrong = 0
        while (path := self._next()) is not None:
            connection.request("GET", path, headers={"Accept": self.accept})
            answer = connection.getresponse()
            size += len(answer.read())
            kind = answer.headers.get_content_type()
            wrong += answer.status != 200 or kind != self.accept
        connection.close()
        with self.lock:
            self.bytes += size
            self.wrong += wrong

    def _next(self) -> str | None:
        try:
            return self.waiting.get_nowait()
        except Empty:
            return None


def measure(folder: Path, seconds: int, repeats: int) -> dict[str, object]:
    """Measure the crawl and what is asked again and again.

    Args:
        folder: where the generated directory is; it is not used, but every server has one.
        seconds: length of one measure of what is asked again.
        repeats: measures of each thing, of which the medians are given.
    """
    site = Site(folder)
    site.version = site.install()
    site.launch()
    things = _things(site.store() / "current" / "quads.nq")
    try:
        hot = _hot(site, folder, seconds, repeats)
    finally:
        site.stop()
    trifid = Trifid(folder, site.turtle())
    try:
        version = trifid.install()
        crawled = {kind: _crawled(site, trifid, things, kind, repeats) for kind in _KINDS}
    except AbsentError as error:
        _LOG.warning("Trifid is absent: %s", error)
        return {"hot": hot, "absent": str(error)}
    return {"hot": hot, "crawl": crawled, "things": len(things), "trifid": version}


def _things(quads: Path) -> list[str]:
    """The things that the quads describe, without their base."""
    start = f"<{_BASE}id/".encode()
    subjects = {line.split(b" ", 1)[0] for line in quads.open("rb") if line.startswith(start)}
    return sorted(subject[len(start) : -1].decode() for subject in subjects)


def _hot(site: Site, folder: Path, seconds: int, repeats: int) -> dict[str, object]:
    nginx = Nginx(folder)
    nginx.install()
    nginx.launch()
    try:
        found: dict[str, object] = {}
        for number, path in enumerate(_HOT):
            (nginx.files / str(number)).write_bytes(site.content(path))
            ours, theirs = [], []
            for _ in range(repeats):
                ours.append(load.repeated(site, path, _CLIENT_COUNT, seconds))
                theirs.append(load.repeated(nginx, f"/{number}", _CLIENT_COUNT, seconds))
            found[path] = {"chantier": median(ours), "nginx": median(theirs)}
        return found
    finally:
        nginx.stop()


def _crawled(
    site: Site, trifid: Trifid, things: Sequence[str], kind: str, repeats: int
) -> dict[str, object]:
    """The pages a second of each, from a server that was just started."""
    rates: dict[str, list[float]] = {"chantier": [], "trifid": []}
    wrong: dict[str, int] = {}
    for _ in range(repeats):
        for name, peer in (("chantier", site), ("trifid", trifid)):
            _LOG.info("%s: crawl of every %s", peer.title, kind)
            peer.launch()
            try:
                crawl = _Crawl(peer.port, _KINDS[kind])
                for thing in things:
                    crawl.waiting.put(peer.path_of(thing, kind))
                rates[name].append(len(things) / crawl.run())
                wrong[name] = crawl.wrong
            finally:
                peer.stop()
    return {name: median(values) for name, values in rates.items()} | {"wrong": wrong}
