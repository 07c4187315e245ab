"""Queries answered: checked, given to the workers, kept ready while their version is served."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from chantier.default_dataset import DefaultDataset
from chantier.errors import (
    AnswerTooLarge,
    BrokenVersion,
    ChantierError,
    LimitExceeded,
    NoVersion,
    QuerySyntaxError,
    ServerBusy,
)
from chantier.namespaces import BASE
from chantier.query.federation import Federation, federated_body
from chantier.query.jobs import body_of, do_job, make_job, of_sources
from chantier.query.sparql.evaluate import NO_DATASET, AnswerLimits, RdfDataset
from chantier.query.sparql.hints import GraphHint, graph_hint, hints
from chantier.query.sparql.scanner import QueryText, check_size, read
from chantier.query.stored import read_folder
from chantier.query.tasks import AnswerCache, QueryTask, Requester
from chantier.query.workers.admission import SLOW_QUERY_SECONDS
from chantier.query.workers.announcements import announce, retract
from chantier.query.workers.fork_server import WorkerConfig
from chantier.query.workers.pool import Pool, Submission, Timing
from chantier.query.workers.run_queue import RunQueue, RunQueueLimits
from chantier.rdf.formats import CSV, RESULTS_JSON, Format
from chantier.settings import Settings
from chantier.store.changelog import Changelog
from chantier.store.dataset import Dataset
from chantier.store.manifest import Version
from chantier.store.storage import afterwards

_LOG = logging.getLogger(__name__)
ANNOUNCE_AGAIN_SECONDS = 0.1
"""Time until what this process serves is recorded again, where it could not be."""
MAX_QUEUE_SECONDS = 60.0
"""Time that a long query may wait for its turn."""
_EMPTY_GRAPH = f"{BASE}graph/none"
"""A graph that holds nothing: a query on it is parsed and hardly run."""
_WARMED_FOLDERS = ("harvest", "pages", "questions")
"""Folders of queries whose answers are made ready when a version is switched in."""


class QueryService:
    """Follows the version being served and answers queries on it."""

    def __init__(self, settings: Settings, cache: AnswerCache, table: int) -> None:
        """Fork the query processes; call it before the process has threads.

        ``table`` is the open file of the run queue.
        """
        self._settings, self._cache = settings, cache
        run_queue = RunQueue(
            table,
            RunQueueLimits(
                settings.queries_running,
                settings.queries_queued,
                settings.client_seconds_per_minute,
                settings.client_burst_seconds,
            ),
        )
        worker_config = WorkerConfig(
            settings.data_dir.resolve(),
            do_job,
            settings.query_memory_bytes,
            settings.union_default_graph,
        )
        self._pool = Pool(worker_config, run_queue, MAX_QUEUE_SECONDS)
        self.busy, self.problem = run_queue.busy, self._pool.problem
        self.served: Dataset | None = None
        """The dataset being served; ``None`` until the first is open."""
        self.served_since = ""
        """When its version began to be served (ISO 8601); empty until that is known."""
        self._limits = AnswerLimits(settings.answer_solutions, settings.answer_bytes)
        self._federation = Federation(settings.service_hosts)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, on_switch: Callable[[], None]) -> None:
        """Start to follow the versions; done when the first is open, or cannot be.

        Args:
            on_switch: called each time another version begins to be served.
        """
        self._loop = asyncio.get_running_loop()

        def switched(version: Version) -> None:
            self._serve(version)
            on_switch()

        self._tasks = [self._loop.create_task(self._pool.keep_up(switched))]
        # Whoever writes does not wait for a process that opens no more versions.
        self._tasks[0].add_done_callback(lambda _: retract(self._settings.data_dir))
        try:
            await self._pool.generation()
        except ServerBusy:
            _LOG.error("no version could be opened yet")

    def close(self) -> None:
        """Stop following the versions; what is under way is answered from the last."""
        for task in self._tasks:
            task.cancel()
        retract(self._settings.data_dir)

    def dataset(self) -> Dataset:
        """The dataset that queries are answered from, so that pages say the same.

        Raises:
            NoVersion: none is open yet.
            BrokenVersion: none is whole.
        """
        if self.served is None:
            if problem := self.problem():
                raise BrokenVersion(str(problem))
            raise NoVersion("The graph is being opened. Try again in a moment.")
        return self.served

    def checked(self, text: str) -> QueryText:
        """Scan a query and refuse what is not let through to the engine.

        Raises:
            RequestTooLarge: it is longer than the setting ``query_bytes``.
            QuerySyntaxError: it nests too deep, or is no query.
            ForbiddenQuery: it calls another endpoint that is not to be asked.
        """
        check_size(text, self._settings.query_bytes)
        query = read(text)
        if query.depth > self._settings.query_depth:
            raise QuerySyntaxError(
                f"The query nests {query.depth} levels deep, and at most"
                f" {self._settings.query_depth} are read. Write it flatter."
            )
        if query.has_service:
            self._federation.checked(text)
        return query

    async def answer(self, task: QueryTask) -> bytes:
        """Answer a query from the cache or by a worker.

        Raises:
            QuerySyntaxError: it is not SPARQL.
            ForbiddenQuery: it asks for what is switched off.
            EndpointError: an endpoint that SERVICE names does not answer as it should.
            AnswerTooLarge: the answer would be larger than is sent at once.
            LimitExceeded: it ran past its time.
            QueryCrashed: its process ended.
            ServerBusy: the queue is full, or the client has spent its time.
            ClientDisconnected: nobody waits for the answer any more.
        """
        cached = self._cache.answer(task.key)
        if cached is not None:
            return cached
        text, timing = task.query.text, task.timing
        try:
            if task.query.has_service:
                task = await self._without_service(task)
            version, answer = await self._pool.ask(self._submission(task))
        except ChantierError as error:
            digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
            _LOG.warning("query %s: %s", digest, type(error).__name__)
            advice = hints(text) if isinstance(error, LimitExceeded) else []
            if advice:
                raise LimitExceeded(" ".join((str(error), *advice))) from error
            raise
        if timing.ran > SLOW_QUERY_SECONDS:
            timing.hints = hints(text)
        if task.query.has_service:  # what others say may change at any time: it is not kept
            return federated_body(answer)
        content = body_of(answer)
        if version is self._pool.version:
            self._cache.keep_answer(task.key, content)
        return content

    def graph_hint(self, query: QueryText, dataset: RdfDataset) -> GraphHint | None:
        """Which graphs a query is to name, if it found nothing; ``None``: it asked those."""
        asks_facts = self.dataset().default.dataset is DefaultDataset.FACTS
        return graph_hint(query) if asks_facts and not dataset else None

    def answer_from_thread(
        self,
        query: QueryText,
        answer_format: Format,
        requester: Requester,
        graphs: RdfDataset = NO_DATASET,
    ) -> bytes:
        """Answer a query of a page, from the thread that makes the page.

        Raises:
            ChantierError: as ``answer`` does.
        """
        assert self._loop is not None  # noqa: S101 — pages are asked for after the start
        task = self._own_task(self.checked(query.text), answer_format, requester, graphs)
        return asyncio.run_coroutine_threadsafe(self.answer(task), self._loop).result()

    def _own_task(
        self, query: QueryText, answer_format: Format, requester: Requester, graphs: RdfDataset
    ) -> QueryTask:
        seconds = self._settings.query_seconds
        return QueryTask(query, graphs, answer_format, requester, seconds)

    def _submission(self, task: QueryTask) -> Submission:
        job = make_job(task.query, task.dataset, task.answer_format, self._limits)
        requester = task.requester
        return Submission(job, requester.client, task.seconds, requester.disconnected, task.timing)

    async def _without_service(self, task: QueryTask) -> QueryTask:
        """The task with the solutions of others in place of SERVICE, and the time that is left."""
        started = time.monotonic()

        async def check(query: QueryText) -> None:
            nowhere = RdfDataset((_EMPTY_GRAPH,))
            checked = replace(task, query=query, dataset=nowhere, timing=Timing())
            _, answer = await self._pool.ask(self._submission(checked))
            with suppress(AnswerTooLarge):
                body_of(answer)

        requester = task.requester
        query = await self._federation.resolved(
            task.query, requester.client, task.seconds, requester.disconnected, check
        )
        left = task.seconds - (time.monotonic() - started)
        return replace(task, query=query, seconds=max(left, SLOW_QUERY_SECONDS))

    def _serve(self, version: Version) -> None:
        """Answer from another version from now on."""
        first, wanted = self.served is None, self._settings.union_default_graph
        self.served = served = Dataset(version, wanted)
        if served.default.dataset is not wanted:
            _LOG.warning(
                "version %s was stored for union_default_graph = %s, and is asked so until it is"
                " built again",
                version.manifest.id,
                served.default.dataset,
            )
        elif served.default.view.is_merged:
            _LOG.warning(
                "version %s was stored without the copy that union_default_graph = %s takes: until"
                " it is built again, queries that name no graph merge it in memory, and are slow",
                version.manifest.id,
                wanted,
            )
        self.served_since = ""
        if self._loop:
            self._tasks[1:] = [self._loop.create_task(self._warm())]
            # A build or a write does this; after a rollback or a restore, it is still to be done.
            self._loop.run_in_executor(None, self._record, version, first)
        self._announce(version)
        _LOG.info("serving version %s", version.manifest.id)

    def _announce(self, version: Version) -> None:
        """Record that this process serves a version, if need be once the disk has room for it.

        Without the record, a write would be answered before this process shows it.
        """
        follows = self._tasks and not self._tasks[0].done()
        if not follows or self.served is None or self.served.version is not version:
            return
        try:
            announce(self._settings.data_dir, version.manifest.id)
        except OSError:
            if self._loop:
                self._loop.call_later(ANNOUNCE_AGAIN_SECONDS, self._announce, version)

    def _record(self, version: Version, first: bool) -> None:
        """Bring the changelog up to a version, and learn since when it is the one served."""
        changelog = Changelog(self._settings.data_dir)
        with afterwards("what changed"):
            if first:
                changelog.check()
            changelog.catch_up(version)
        since = changelog.since(version.manifest.id)
        if since and self.served is not None and self.served.version is version:
            self.served_since = since

    async def _warm(self) -> None:
        """Make ready what harvesters, monitors and pages ask of every version."""
        requester = Requester("warming", asyncio.Event().wait)
        for name in _WARMED_FOLDERS:
            for stored in read_folder(self._settings.sources / "queries" / name).values():
                query, by_anyone = read(stored.text), name == "harvest"
                graphs = NO_DATASET if by_anyone else of_sources(self.dataset(), query)
                for answer_format in (RESULTS_JSON, CSV):
                    try:
                        await self.answer(self._own_task(query, answer_format, requester, graphs))
                    except ChantierError:
                        continue  # it was logged, and a client that asks gets the error
