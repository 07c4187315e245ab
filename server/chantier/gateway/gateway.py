"""What answers the requests of one web process: the cache, the query service, or the site.

Answers are whole before their first byte is sent, so a status never lies.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from chantier.errors import AddressTooLong, ChantierError
from chantier.gateway.bodies import read_body
from chantier.gateway.files import file_answer, send_file
from chantier.gateway.metrics import Metrics
from chantier.gateway.representation import (
    ByteCache,
    Headers,
    Representation,
    chosen_encoding,
    is_held,
    last_modified,
    not_modified,
    represent,
    with_common_headers,
)
from chantier.gateway.wsgi import KEY_HEADERS, Refuse, WholeAnswer, WsgiApp, environ_of, run_app
from chantier.httpd.exchange import Exchange, head_bytes
from chantier.query.clients import client_network
from chantier.query.service import QueryService
from chantier.query.sparql.hints import found_nothing
from chantier.query.sparql.protocol import SparqlRequest, answer_format
from chantier.query.tasks import CacheKey, QueryTask, Requester
from chantier.query.workers.pool import ClientDisconnected, Timing
from chantier.settings import Settings

Outcome = TypeVar("Outcome")
MAX_ADDRESS_BYTES = 64_000
"""A request's path and parameters."""
OFFLOAD_BYTES = 20_000
"""Queries and answers larger than this are handled in a thread."""
PAGE_THREADS = 8
WRITE_THREADS = 8
DUMP_THREADS = 4
QUERY_PAGE_THREADS = 16
CLIENT_CLOSED_REQUEST = 499
"""The status of an answer that nobody reads, as nginx logs it."""
PREFLIGHT_SECONDS = 86_400
"""Time for which a browser may remember what other sites may send."""
_QUERY_PAGES = re.compile(r"/(?:fr|en)/resultats(?:\.parquet)?|/requete(?:/.*)?")
"""Paths of pages that show the answer of a visitor's query."""
_CACHE_HIT = [("server-timing", 'cache;desc="hit"')]


class Gateway:
    """Answers the requests of one web process."""

    def __init__(
        self,
        settings: Settings,
        queries: QueryService,
        cache: ByteCache,
        metrics: Metrics,
        app: WsgiApp,
        refuse: Refuse,
    ) -> None:
        """Prepare to answer.

        Args:
            settings: of this run.
            queries: answers SPARQL queries.
            cache: answers kept ready, emptied when another version is served.
            metrics: counts the answers of this process.
            app: answers all that is neither cached nor a query.
            refuse: makes the answer to an error, as a page or a problem document.
        """
        self._settings, self._queries, self._cache = settings, queries, cache
        self._metrics, self._app, self._refuse = metrics, app, refuse
        self._page_threads = ThreadPoolExecutor(PAGE_THREADS, thread_name_prefix="page")
        # Writes take seconds and wait for one another: pages must not wait for them.
        self._write_threads = ThreadPoolExecutor(WRITE_THREADS, thread_name_prefix="write")
        # A dump may have to be made first.
        self._dump_threads = ThreadPoolExecutor(DUMP_THREADS, thread_name_prefix="dump")
        # Queries that visitors wrote take as long as those of /sparql, and line up with them.
        self._query_threads = ThreadPoolExecutor(QUERY_PAGE_THREADS, thread_name_prefix="query")
        # One thread: more would only take the interpreter, and memory, from other requests.
        self._scanner_thread = ThreadPoolExecutor(1, thread_name_prefix="scanner")

    async def open(self) -> None:
        """Start to serve; done when the first version is open, or cannot be."""
        await self._queries.open(self._switched)

    def close(self) -> None:
        """Take no more requests; what is under way is answered."""
        self._queries.close()

    def try_cached(self, exchange: Exchange) -> bool:
        """Send a cached answer; False on a miss."""
        if exchange.method not in ("GET", "HEAD"):
            return False
        cached = self._cache.get(_cache_key(exchange))
        if cached is None:
            return False
        self._metrics.cached += 1
        headers = exchange.headers
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        if cached.wire and exchange.method == "GET" and not conditional:
            exchange.send_ready(cached.wire, cached.body)
        else:
            _send(exchange, cached, _CACHE_HIT)
        return True

    async def answer(self, exchange: Exchange) -> None:
        """Answer one request."""
        started = time.perf_counter()
        method = exchange.method
        if method == "OPTIONS":
            allowed = partial(run_app, self._app, environ_of(exchange, b""))
            _, headers, _ = await _in_thread(self._page_threads, allowed)
            exchange.send(204, _preflight_headers(exchange, headers))
            return
        timing, dataset = Timing(), self._queries.served
        try:
            status, headers, body = await self._whole_answer(exchange, timing)
            file = file_answer(headers)
            if file:
                await send_file(exchange, file, self._server_timing(timing, started))
                return
        except ClientDisconnected:
            exchange.send(CLIENT_CLOSED_REQUEST, [])
            return
        except ChantierError as error:
            # Its traceback leads to this frame, and so to itself: the body would stay with it.
            known = error.with_traceback(None)
            refusal = partial(self._refuse, environ_of(exchange, b""), known)
            status, headers, body = await _in_thread(self._page_threads, refusal)
        encoding = chosen_encoding(exchange.headers.get("accept-encoding"))
        represented = partial(represent, status, headers, body, encoding)
        if len(body) > OFFLOAD_BYTES:  # compressing it takes long, and others are to be served
            answer = await _in_thread(None, represented)
        else:
            answer = represented()
        # No other version came meanwhile, and it may be kept.
        cacheable = method in ("GET", "HEAD") and status == 200 and answer.etag
        if cacheable and dataset is self._queries.served:
            wire = head_bytes(200, [*answer.headers, *_CACHE_HIT, _length(answer)])
            self._cache.put(_cache_key(exchange), replace(answer, wire=wire))
        _send(exchange, answer, self._server_timing(timing, started))

    async def _whole_answer(self, exchange: Exchange, timing: Timing) -> WholeAnswer:
        if len(exchange.target) > MAX_ADDRESS_BYTES:
            raise AddressTooLong(
                f"The address is longer than {MAX_ADDRESS_BYTES:,} bytes. Send the query by POST."
            )
        body = await read_body(exchange, self._settings, self._scanner_thread)
        path, method = _normalised(exchange.path), exchange.method
        environ: dict[str, Any] = {}
        if path == "/sparql" and method in ("GET", "HEAD", "POST"):
            request = await self._sparql_request(exchange, body)
            if request.query is not None:
                return await self._answer_query(request, request.query, exchange, timing)
            environ["chantier.sparql"] = request
        if path.startswith("/dump/"):
            threads = self._dump_threads
        elif _QUERY_PAGES.fullmatch(path):
            threads = self._query_threads
        else:
            threads = self._page_threads if method in ("GET", "HEAD") else self._write_threads
        environ |= environ_of(exchange, body)
        environ["chantier.requester"] = self._requester(exchange)
        return await _in_thread(threads, partial(run_app, self._app, environ))

    async def _sparql_request(self, exchange: Exchange, body: bytes) -> SparqlRequest:
        """What is asked of the endpoint; a large body is decoded in a thread."""
        content_type = exchange.headers.get("content-type")
        arguments = exchange.method, exchange.query_string, content_type, body
        if len(body) <= OFFLOAD_BYTES:
            return SparqlRequest.read(*arguments)
        return await _in_thread(self._scanner_thread, partial(SparqlRequest.read, *arguments))

    async def _answer_query(
        self, request: SparqlRequest, text: str, exchange: Exchange, timing: Timing
    ) -> WholeAnswer:
        checked = partial(self._queries.checked, text)
        if len(text) > OFFLOAD_BYTES:
            query = await _in_thread(self._scanner_thread, checked)
        else:
            query = checked()
        chosen = answer_format(
            query.form, exchange.headers.get("accept") or None, request.parameters
        )
        settings = self._settings
        task = QueryTask(
            query,
            request.dataset,
            chosen,
            self._requester(exchange),
            request.seconds(settings.query_seconds, settings.max_query_seconds),
            timing,
        )
        body = await self._queries.answer(task)
        headers = [("content-type", chosen.content_type), ("vary", "Accept")]
        if query.has_service:
            headers.append(("cache-control", "no-store"))
        elif self._queries.served_since:
            headers.append(("last-modified", last_modified(self._queries.served_since)))
        hint = self._queries.graph_hint(query, task.dataset)
        if hint and found_nothing(body, query.form, chosen):
            headers.append(("server-timing", f'hint;desc="{hint.english}"'))
        return 200, headers, body

    def network(self, address: str) -> str:
        """What the connections from an address are counted by; those of a proxy are not."""
        return "" if self._settings.proxies else client_network(address)

    def client_of(self, exchange: Exchange) -> str:
        """The client that a request counts for, by the address that stands for it."""
        address = exchange.client.rpartition(":")[0]
        proxies = self._settings.proxies
        if proxies:
            forwarded = exchange.headers.get("x-forwarded-for", "").split(",")
            address = forwarded[-proxies].strip() if len(forwarded) >= proxies else address
        return client_network(address)

    def _requester(self, exchange: Exchange) -> Requester:
        return Requester(self.client_of(exchange), exchange.client_disconnected)

    def _server_timing(self, timing: Timing, started: float) -> Headers:
        """Count an answer that had to be made, and the header that says where its time went."""
        total = time.perf_counter() - started
        self._metrics.made(total)
        return [("server-timing", _durations(timing, total))]

    def _switched(self) -> None:
        """Forget the answers of the version before."""
        self._metrics.loaded = time.time()
        self._cache.clear()


async def _in_thread(threads: ThreadPoolExecutor | None, work: Callable[[], Outcome]) -> Outcome:
    return await asyncio.get_running_loop().run_in_executor(threads, work)


def _normalised(path: str) -> str:
    """The path as routes name it: single slashes, none at its end."""
    if "//" in path or path.endswith("/"):
        return "/" + "/".join(filter(None, path.split("/")))
    return path


def _cache_key(exchange: Exchange) -> CacheKey:
    """All of a request that its answer depends on."""
    headers = exchange.headers
    encoding = chosen_encoding(headers.get("accept-encoding"))
    return (exchange.target, encoding, *[headers.get(name, "") for name in KEY_HEADERS])


def _send(exchange: Exchange, answer: Representation, added: Headers) -> None:
    headers, requested = answer.headers + added, exchange.headers
    if exchange.method in ("GET", "HEAD") and is_held(answer, requested):
        exchange.send(304, not_modified(headers))
    elif exchange.method == "HEAD":
        exchange.send(answer.status, [*headers, _length(answer)])
    else:
        exchange.send(answer.status, headers, answer.body)


def _length(answer: Representation) -> tuple[str, str]:
    return "content-length", str(len(answer.body))


def _preflight_headers(exchange: Exchange, headers: Headers) -> Headers:
    """What an address allows; pages of any origin may send anything, and see what is refused."""
    requested = exchange.headers.get("access-control-request-headers")
    allowed = [item for item in headers if item[0].lower() == "allow"]
    own = [
        *allowed,
        ("access-control-allow-methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS"),
        ("access-control-allow-headers", requested or "Accept, Content-Type, If-None-Match"),
        ("access-control-max-age", str(PREFLIGHT_SECONDS)),
    ]
    return with_common_headers(own)


def _durations(timing: Timing, total: float) -> str:
    """Where the time of an answer went, in milliseconds.

    Source: https://www.w3.org/TR/server-timing/
    """
    parts = (("queue", timing.waited), ("query", timing.ran), ("total", total))
    metrics = [f"{name};dur={1000 * value:.2f}" for name, value in parts if value]
    metrics += [f'hint;desc="{hint}"' for hint in timing.hints]
    return ", ".join(metrics).encode("ascii", "replace").decode()
