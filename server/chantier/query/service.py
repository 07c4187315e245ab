"""Queries answered: checked, given to the workers, kept ready while their version is served."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from chantier.errors import (
    AnswerTooLarge,
    ChantierError,
    LimitExceeded,
    QuerySyntaxError,
)
from chantier.gateway.representation import ByteCache, Key, Representation
from chantier.namespaces import BASE
from chantier.query.federation import Federation, solved_body
from chantier.query.jobs import body_of, do_job, make_job
from chantier.query.sparql.evaluate import AnswerLimits, RdfDataset
from chantier.query.sparql.hints import hints
from chantier.query.sparql.scanner import QueryText, read
from chantier.query.stored import read_folder
from chantier.query.workers.admission import SLOW_QUERY_SECONDS
from chantier.query.workers.fork_server import WorkerConfig
from chantier.query.workers.pool import Pool, Submission, Timing
from chantier.query.workers.run_queue import RunQueue, RunQueueLimits
from chantier.rdf.formats import CSV, RESULTS_JSON, Format
from chantier.settings import Settings

_LOG = logging.getLogger(__name__)
_WAIT_MOST = 60.0
"""Seconds a long query may wait for its turn."""
_NOWHERE = f"{BASE}graph/none"
"""A graph that holds nothing: a query on it is read and hardly run."""
_WARMED = ("harvest", "pages", "questions")
"""Folders of queries whose answers are made ready when a version is switched in."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query as somebody asked it."""

    query: QueryText
    dataset: RdfDataset
    chosen: Format
    client: str
    seconds: float
    gone: Callable[[], Awaitable[object]]
    """Returns when the client has left."""
    timing: Timing = field(default_factory=Timing)

    @property
    def key(self) -> Key:
        """All that its answer depends on, beside the version."""
        return (
            "",
            self.chosen.media_type,
            self.query.text,
            *self.dataset.default_graphs,
            "",
            *self.dataset.named_graphs,
        )


class QueryService:
    """Answers queries on the version being served."""

    def __init__(self, settings: Settings, cache: ByteCache) -> None:
        """Fork the query processes; call it before the process has threads."""
        self._settings, self._cache = settings, cache
        turns = RunQueue(
            settings.data_dir / "run" / "turns",
            RunQueueLimits(
                settings.queries_running,
                settings.queries_queued,
                settings.client_seconds,
                settings.client_burst,
            ),
        )
        worker_config = WorkerConfig(
            settings.data_dir.resolve(),
            do_job,
            settings.worker_memory,
            settings.union_default_graph,
        )
        self.pool = Pool(worker_config, turns, _WAIT_MOST)
        self.busy = turns.busy
        self._limits = AnswerLimits(settings.answer_solutions, settings.answer_bytes)
        self._federation = Federation(settings.service_hosts)

    def checked(self, text: str) -> QueryText:
        """Read a query and refuse what is not let through to the engine.

        Raises:
            QuerySyntaxError: it nests too deep, or is no query.
            ForbiddenQuery: it calls another endpoint that is not to be asked.
        """
        query = read(text)
        if query.depth > self._settings.query_depth:
            raise QuerySyntaxError(
                f"The query nests {query.depth} levels deep, and at most"
                f" {self._settings.query_depth} are read. Write it flatter."
            )
        if query.has_service:
            self._federation.checked(text)
        return query

    def known(self, question: Question) -> bytes | None:
        """Give an answer that is ready, whoever asked for it first."""
        found = self._cache.get(question.key)
        return found.body if found else None

    async def answer(self, question: Question) -> bytes:
        """Answer a question, from what is ready or by a worker.

        Raises:
            QuerySyntaxError: it is not SPARQL.
            ForbiddenQuery: it asks for what is switched off.
            EndpointError: an endpoint that SERVICE names does not answer as it should.
            AnswerTooLarge: the answer would be larger than is given at once.
            LimitExceeded: it ran past its time.
            QueryCrashed: its process ended.
            ServerBusy: the queue is full, or the client has spent its time.
            ClientDisconnected: nobody waits for the answer any more.
        """
        known = self.known(question)
        if known is not None:
            return known
        text, timing = question.query.text, question.timing
        try:
            if question.query.has_service:
                question = await self._resolved(question)
            version, answer = await self.pool.ask(self._asked(question))
        except ChantierError as error:
            digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
            _LOG.warning("query %s: %s", digest, type(error).__name__)
            advice = hints(text) if isinstance(error, LimitExceeded) else []
            if advice:
                raise LimitExceeded(" ".join((str(error), *advice))) from error
            raise
        if timing.ran > SLOW_QUERY_SECONDS:
            timing.hints = hints(text)
        if question.query.has_service:  # what others say may change at any time: it is not kept
            return solved_body(answer)
        content = body_of(answer)
        if version is self.pool.version:
            self._cache.put(question.key, Representation(200, [], content, ""))
        return content

    def _asked(self, question: Question) -> Submission:
        """Give a question as the job of a worker."""
        job = make_job(
            question.query,
            question.dataset,
            question.chosen,
            self._limits,
        )
        return Submission(job, question.client, question.seconds, question.gone, question.timing)

    async def _resolved(self, question: Question) -> Question:
        """Give a question with the solutions of others in place of SERVICE, and the time left."""
        started = time.monotonic()

        async def check(query: QueryText) -> None:
            nowhere = RdfDataset((_NOWHERE,))
            checked = replace(question, query=query, dataset=nowhere, timing=Timing())
            _, answer = await self.pool.ask(self._asked(checked))
            with suppress(AnswerTooLarge):
                body_of(answer)

        query = await self._federation.resolved(
            question.query, question.client, question.seconds, question.gone, check
        )
        left = question.seconds - (time.monotonic() - started)
        return replace(question, query=query, seconds=max(left, SLOW_QUERY_SECONDS))

    def own(self, query: QueryText, chosen: Format, client: str) -> Question:
        """Give a question that the server itself asks."""
        seconds = self._settings.query_seconds
        return Question(query, RdfDataset(), chosen, client, seconds, asyncio.Event().wait)

    async def warm(self) -> None:
        """Have ready what harvesters, monitors and pages ask of every version."""
        folders = [read_folder(self._settings.sources / "queries" / name) for name in _WARMED]
        for stored in (question for folder in folders for question in folder.values()):
            for chosen in (RESULTS_JSON, CSV):
                try:
                    await self.answer(self.own(read(stored.text), chosen, "warming"))
                except ChantierError:
                    continue  # it was logged, and whoever asks will be told
