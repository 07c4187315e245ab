"""The outermost layer: bytes that are ready, queries to the workers, all else to Flask.

Answers are whole before their first byte is sent, so a status never lies.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from flask import Flask

from chantier.errors import AddressTooLong, ChantierError, NoVersion, ServerBusy
from chantier.gateway.files import file_answer, send_file, unchanged
from chantier.gateway.metrics import Metrics
from chantier.gateway.representation import (
    ByteCache,
    Headers,
    Key,
    Representation,
    chosen_encoding,
    http_date,
    is_held,
    represent,
)
from chantier.gateway.wsgi import WholeAnswer, page, read_body, refusal
from chantier.httpd.exchange import Exchange, head_bytes
from chantier.query.service import QueryService, Question
from chantier.query.sparql.protocol import SparqlRequest, answer_format, read_request, time_allowed
from chantier.query.sparql.scanner import QueryText
from chantier.query.workers.announcements import announce, retract
from chantier.query.workers.pool import ClientDisconnected, Timing
from chantier.rdf.formats import Format
from chantier.settings import Settings
from chantier.site.app import create_app
from chantier.site.context import Requester
from chantier.site.errors import CORS_HEADERS, preflight_headers
from chantier.store.changelog import Changelog
from chantier.store.dataset import Dataset
from chantier.store.versions import Version

_LOG = logging.getLogger(__name__)
_ADDRESS_MOST = 64_000
"""Bytes of a request's path and parameters."""
_MUCH = 20_000
"""Bytes of a query or an answer from which on it is worked on beside the event loop."""
_PAGE_THREADS = 8
_WRITE_THREADS = 8
_DUMP_THREADS = 4
_QUERY_THREADS = 16
_ASKED = re.compile(r"/(?:fr|en)/resultats(?:\.parquet)?|/requete(?:/.*)?")
"""Paths of pages that show the answer of a query that a visitor wrote."""
_CLIENT_GONE = 499
_FROM_CACHE = [("server-timing", 'cache;desc="hit"')]
_DEPENDS = ("accept", "accept-language", "accept-datetime", "host", "x-forwarded-proto")
"""Headers that an answer may depend on; links that lead back here name the host."""


class Gateway:
    """What answers the requests of one web process."""

    def __init__(self, settings: Settings) -> None:
        """Fork the query processes; call it before the process has threads."""
        self._settings = settings
        self._cache = ByteCache(settings.cache_bytes)
        self._answers = QueryService(settings, self._cache)
        self._metrics = Metrics()
        self._threads = ThreadPoolExecutor(_PAGE_THREADS, thread_name_prefix="page")
        # Writes take seconds and wait for one another: pages must not wait for them.
        self._write_threads = ThreadPoolExecutor(_WRITE_THREADS, thread_name_prefix="write")
        # A dump may have to be made first.
        self._dump_threads = ThreadPoolExecutor(_DUMP_THREADS, thread_name_prefix="dump")
        # Queries that visitors wrote take as long as those of /sparql, and line up with them.
        self._query_threads = ThreadPoolExecutor(_QUERY_THREADS, thread_name_prefix="query")
        # One thread: more would only take the interpreter, and memory, from those who wait.
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._flask: Flask = create_app(
            settings, self._served, self._ask_from_thread, self._metrics, self._answers.busy
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._dataset: Dataset | None = None
        self._modified = ""

    async def open(self) -> None:
        """Start to follow the versions; done when the first is open, or cannot be."""
        self._loop = asyncio.get_running_loop()
        self._tasks = [self._loop.create_task(self._answers.pool.keep_up(self._switched))]
        try:
            await self._answers.pool.generation()
        except ServerBusy:
            _LOG.error("no version could be opened yet")

    def close(self) -> None:
        """Stop following the versions; what is under way is answered from the last."""
        for task in self._tasks:
            task.cancel()
        retract(self._settings.data_dir)

    def try_cached(self, exchange: Exchange) -> bool:
        """Answer with bytes that are ready; tells whether there were any."""
        if exchange.method not in ("GET", "HEAD"):
            return False
        ready = self._cache.get(_key(exchange))
        if ready is None:
            return False
        self._metrics.ready += 1
        headers = exchange.headers
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        if ready.wire and exchange.method == "GET" and not conditional:
            exchange.send_ready(ready.wire, ready.body)
        else:
            _send(exchange, ready, _FROM_CACHE)
        return True

    async def answer(self, exchange: Exchange) -> None:
        """Answer one request."""
        started = time.perf_counter()
        headers, method = exchange.headers, exchange.method
        if method == "OPTIONS":
            asked = headers.get("access-control-request-headers")
            exchange.send(204, preflight_headers(asked))
            return
        encoding = chosen_encoding(headers.get("accept-encoding"))
        timing, dataset = Timing(), self._dataset
        try:
            if len(exchange.target) > _ADDRESS_MOST:
                raise AddressTooLong(
                    f"The address is longer than {_ADDRESS_MOST:,} bytes. Send the query by POST."
                )
            body = await read_body(exchange, self._settings.body_bytes)
            status, told, content = await self._answer(exchange, body, timing)
            file = file_answer(told)
            if file:
                await send_file(exchange, file, self._timed(timing, started))
                return
        except ClientDisconnected:
            exchange.send(_CLIENT_GONE, [])
            return
        except ChantierError as error:
            status, told, content = await self._in_thread(refusal, self._flask, exchange, error)
        if len(content) > _MUCH:  # compressing it takes long, and others are to be served
            loop = asyncio.get_running_loop()
            ready = await loop.run_in_executor(None, represent, status, told, content, encoding)
        else:
            ready = represent(status, told, content, encoding)
        # No other version came meanwhile, and it may be kept.
        if method in ("GET", "HEAD") and status == 200 and ready.etag and dataset is self._dataset:
            wire = head_bytes(200, [*ready.headers, *_FROM_CACHE, _length(ready)])
            self._cache.put(_key(exchange), replace(ready, wire=wire))
        _send(exchange, ready, self._timed(timing, started))

    def _timed(self, timing: Timing, started: float) -> Headers:
        """Note how long an answer took, and give the header that says so."""
        total = time.perf_counter() - started
        self._metrics.made(total)
        return [("server-timing", _server_timing(timing, total))]

    async def _answer(self, exchange: Exchange, body: bytes, timing: Timing) -> WholeAnswer:
        method = exchange.method
        if exchange.path == "/sparql" and method in ("GET", "HEAD", "POST"):
            content_type = exchange.headers.get("content-type")
            request = read_request(method, exchange.query_string, content_type, body)
            if request.query is not None:
                return await self._answer_query(request, request.query, exchange, timing)
        threads = self._threads if method in ("GET", "HEAD") else self._write_threads
        if exchange.path.startswith("/dump/"):
            threads = self._dump_threads
        elif _ASKED.fullmatch(exchange.path):
            threads = self._query_threads
        requester = Requester(self._client(exchange), exchange.client_disconnected)
        return await self._in_thread(page, self._flask, exchange, body, requester, threads=threads)

    async def _answer_query(
        self, request: SparqlRequest, text: str, exchange: Exchange, timing: Timing
    ) -> WholeAnswer:
        if len(text) > _MUCH:
            loop = asyncio.get_running_loop()
            query = await loop.run_in_executor(self._reader, self._answers.checked, text)
        else:
            query = self._answers.checked(text)
        chosen = answer_format(query.form, exchange.headers.get("accept"), request.parameters)
        usual, most = self._settings.query_seconds, self._settings.query_seconds_most
        question = Question(
            query,
            request.dataset,
            chosen,
            self._client(exchange),
            time_allowed(request.parameters, usual, most),
            exchange.client_disconnected,
            timing,
        )
        content = await self._answers.answer(question)
        headers = [("content-type", chosen.content_type), ("vary", "Accept")]
        if query.has_service:
            headers.append(("cache-control", "no-store"))
        elif self._modified:
            headers.append(("last-modified", self._modified))
        return 200, headers + CORS_HEADERS, content

    def _ask_from_thread(self, query: QueryText, chosen: Format, requester: Requester) -> bytes:
        """Answer a query of a page, from the thread that makes the page."""
        assert self._loop is not None  # noqa: S101 — pages are asked for after the start
        own = self._answers.own(self._answers.checked(query.text), chosen, requester.client)
        asking = self._answers.answer(replace(own, gone=requester.gone))
        return asyncio.run_coroutine_threadsafe(asking, self._loop).result()

    async def _in_thread(
        self,
        work: Callable[..., WholeAnswer],
        *arguments: Any,
        threads: ThreadPoolExecutor | None = None,
    ) -> WholeAnswer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads or self._threads, work, *arguments)

    def _served(self) -> Dataset:
        """Give the dataset that queries are answered from, so that pages say the same.

        Raises:
            NoVersion: none is open yet.
        """
        if self._dataset is None:
            raise NoVersion("The graph is being opened. Try again in a moment.")
        return self._dataset

    def _client(self, exchange: Exchange) -> str:
        """Give the address that stands for a client."""
        address = exchange.client.rpartition(":")[0]
        count = self._settings.proxies
        if count:
            forwarded = exchange.headers.get("x-forwarded-for", "").split(",")
            address = forwarded[-count].strip() if len(forwarded) >= count else address
        return address

    def _switched(self, version: Version) -> None:
        self._dataset = Dataset(version)
        self._metrics.loaded = time.time()
        self._cache.clear()
        self._modified = ""
        if self._loop:
            self._tasks[1:] = [self._loop.create_task(self._answers.warm())]
            # Whoever publishes does this; after a rollback or a restore, it is still to be done.
            self._loop.run_in_executor(None, self._write_down, version)
        announce(self._settings.data_dir, version.manifest.id)
        _LOG.info("serving version %s", version.manifest.id)

    def _write_down(self, version: Version) -> None:
        """Bring the changelog up to a version, and learn since when it is the one served."""
        changelog = Changelog(self._settings.data_dir)
        changelog.catch_up(version)
        since = changelog.since(version.manifest.id)
        if since and self._dataset is not None and self._dataset.version is version:
            self._modified = http_date(since)


def _key(exchange: Exchange) -> Key:
    """Give all of a request that its answer depends on."""
    headers = exchange.headers
    encoding = chosen_encoding(headers.get("accept-encoding"))
    return (exchange.target, encoding, *[headers.get(name, "") for name in _DEPENDS])


def _send(exchange: Exchange, ready: Representation, told: Headers) -> None:
    reads = exchange.method in ("GET", "HEAD")
    headers = ready.headers + told
    asked = exchange.headers.get
    if reads and is_held(ready, asked("if-none-match"), asked("if-modified-since")):
        exchange.send(304, unchanged(headers))
    elif exchange.method == "HEAD":
        exchange.send(ready.status, [*headers, _length(ready)])
    else:
        exchange.send(ready.status, headers, ready.body)


def _length(ready: Representation) -> tuple[str, str]:
    return "content-length", str(len(ready.body))


def _server_timing(timing: Timing, total: float) -> str:
    """Say where the time went, in milliseconds.

    Source: https://www.w3.org/TR/server-timing/
    """
    parts = (("queue", timing.waited), ("query", timing.ran), ("total", total))
    told = [f"{name};dur={1000 * value:.2f}" for name, value in parts if value]
    told += [f'hint;desc="{hint}"' for hint in timing.hints]
    return ", ".join(told).encode("ascii", "replace").decode()
