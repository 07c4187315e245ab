"""SERVICE on the way to the workers: other endpoints are asked here, where there is a network.

The workers have none, so a query that calls others is first checked by a worker with the calls
left out, then each endpoint is asked, and the worker gets the solutions inside the query.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from chantier.errors import (
    EndpointError,
    ForbiddenQuery,
    LimitExceeded,
    QuerySyntaxError,
    ServerBusy,
)
from chantier.net.connections import Deadline, ServiceHosts
from chantier.net.service_client import MAX_RESPONSE_BYTES, RemoteSolutions, ask_service
from chantier.query.jobs import body_of
from chantier.query.sparql.scanner import QueryText
from chantier.query.sparql.service_clauses import (
    NOTHING_TO_ADD,
    Clause,
    Federated,
    read_services,
    values_block,
)
from chantier.query.workers.fork_server import Answer
from chantier.query.workers.pool import ClientDisconnected

Check = Callable[[QueryText], Awaitable[object]]
"""Parses a query in a worker; raises ``QuerySyntaxError``."""
Disconnected = Callable[[], Awaitable[object]]

SERVICE_THREADS = 4
"""Endpoints that each web process asks at once."""
MAX_WAITING_QUERIES = 16
"""Queries with SERVICE that may wait for one of these threads."""
MAX_QUERIES_PER_CLIENT = 2
"""Queries with SERVICE that one client may have under way in a web process."""
SERVICE_TIME_RATIO = 0.8
"""How much of a query's time other endpoints may take; the rest is for the join."""
RESOLVER_SECONDS = 1
"""Time beyond theirs that is waited: a resolver of names may take longer than it should."""


class Federation:
    """Asks the endpoints that queries name."""

    def __init__(self, service_hosts: str) -> None:
        """Read the operator's list; no thread is started yet."""
        self._hosts = ServiceHosts(service_hosts)
        self._threads = ThreadPoolExecutor(SERVICE_THREADS, thread_name_prefix="service")
        self._clients = Counter[str]()

    def checked(self, text: str) -> Federated:
        """Read what a query asks of others and refuse what may not be asked.

        Raises:
            ForbiddenQuery: SERVICE is switched off, or an endpoint is not on the list.
            QuerySyntaxError: a SERVICE clause is not written as one.
        """
        if not self._hosts:
            raise ForbiddenQuery(
                "SERVICE is switched off here: this endpoint asks no other. Ask the other"
                " endpoint yourself, or federate from your side."
            )
        found = read_services(text)
        for endpoint in found.endpoints:
            if self._hosts.destination(endpoint) is None:
                raise ForbiddenQuery(
                    f"<{endpoint}> is not among the endpoints that may be asked from here. Ask it"
                    " yourself, or ask the operator to allow it."
                )
        return found

    async def resolved(
        self,
        query: QueryText,
        client: str,
        seconds: float,
        disconnected: Disconnected,
        check: Check,
    ) -> QueryText:
        """The query with the solutions of other endpoints in place of SERVICE.

        Args:
            query: one with SERVICE.
            client: who asks.
            seconds: how long the whole answer may take.
            disconnected: returns when the client has disconnected.
            check: parses a query in a worker.

        Raises:
            ForbiddenQuery: an endpoint is not on the list, or answers blank nodes.
            QuerySyntaxError: the query is not SPARQL.
            EndpointError: an endpoint cannot be reached, or answers something else.
            AnswerTooLarge: an endpoint answers more than is taken.
            LimitExceeded: the endpoints take too long.
            ServerBusy: too many are being asked already.
            ClientDisconnected: nobody waits for the answer any more.
        """
        deadline = Deadline(SERVICE_TIME_RATIO * seconds)
        found = await asyncio.to_thread(self.checked, query.text)
        self._refuse_too_many(client)
        self._clients[client] += 1
        try:
            try:
                await check(replace(query, text=found.stub))
            except QuerySyntaxError as error:
                raise found.shown(error) from error
            blocks = await self._unless_disconnected(
                self._blocks(found, deadline), deadline, disconnected
            )
        finally:
            self._clients -= Counter([client])  # which drops a client with none left
        return replace(query, text=found.with_blocks(blocks))

    def _refuse_too_many(self, client: str) -> None:
        if self._clients[client] >= MAX_QUERIES_PER_CLIENT:
            raise ServerBusy(
                f"This client has {MAX_QUERIES_PER_CLIENT} queries with SERVICE under way. Wait for"
                " them.",
                2,
                own_fault=True,
            )
        if self._clients.total() >= SERVICE_THREADS + MAX_WAITING_QUERIES:
            raise ServerBusy("Too many queries with SERVICE are under way. Try again.", 5)

    async def _unless_disconnected(
        self, work: Awaitable[list[str]], deadline: Deadline, disconnected: Disconnected
    ) -> list[str]:
        """The outcome of work, which ends early when the client leaves or time is up."""
        working = asyncio.ensure_future(work)
        left = asyncio.ensure_future(disconnected())
        try:
            await asyncio.wait(
                (working, left),
                timeout=deadline.seconds_left() + RESOLVER_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if working.done():
                return working.result()
            if left.done():
                raise ClientDisconnected
            raise LimitExceeded("The other endpoints did not answer SERVICE in time.")
        finally:
            deadline.expire()
            working.cancel()
            left.cancel()

    async def _blocks(self, found: Federated, deadline: Deadline) -> list[str]:
        """Ask for each clause in turn."""
        loop = asyncio.get_running_loop()
        blocks, bytes_left = [], MAX_RESPONSE_BYTES
        for clause in found.clauses:
            work = (found, clause, deadline, bytes_left)
            block, size = await loop.run_in_executor(self._threads, self._block, *work)
            blocks.append(block)
            bytes_left -= size
        return blocks

    def _block(
        self, found: Federated, clause: Clause, deadline: Deadline, max_bytes: int
    ) -> tuple[str, int]:
        """Ask for one clause; returns what stands in its place, and how many bytes it took."""
        try:
            solutions: RemoteSolutions = ask_service(
                clause.endpoint, found.remote_query(clause), self._hosts, deadline, max_bytes
            )
        except (EndpointError, LimitExceeded):
            if clause.silent:
                return NOTHING_TO_ADD, 0
            raise
        return values_block(clause, solutions.variables, solutions.rows), solutions.response_bytes


def federated_body(answer: Answer) -> bytes:
    """The body of a worker's answer to a query whose calls were replaced.

    Raises:
        QuerySyntaxError: the request names a graph that is no IRI.
        AnswerTooLarge: the answer would be larger than allowed.
        EndpointError: the query cannot be read. What its author wrote was read before, so the
            fault is in what an endpoint answered.
    """
    try:
        return body_of(answer)
    except QuerySyntaxError as error:
        if not error.line:
            raise
        raise EndpointError(
            "An endpoint asked by SERVICE gave terms that cannot be read here."
        ) from error
