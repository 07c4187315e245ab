"""What is asked of the queries: by whom, and what its answer depends on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from chantier.query.sparql.evaluate import RdfDataset
from chantier.query.sparql.scanner import QueryText
from chantier.query.workers.pool import Timing
from chantier.rdf.formats import Format

CacheKey = tuple[str | bytes, ...]
"""Everything of a request that its answer depends on, beside the version."""


class AnswerCache(Protocol):
    """Where answers are kept while their version is served."""

    def answer(self, key: CacheKey) -> bytes | None:
        """The answer kept under a key."""

    def keep_answer(self, key: CacheKey, body: bytes) -> None:
        """Keep an answer."""


@dataclass(frozen=True, slots=True)
class Requester:
    """The client that a query is answered for, and whose query time it takes."""

    client: str
    """As ``query.clients`` counts it."""
    disconnected: Callable[[], Awaitable[object]]
    """Returns when the client has disconnected."""


@dataclass(frozen=True, slots=True)
class QueryTask:
    """A query to be answered for a requester."""

    query: QueryText
    dataset: RdfDataset
    answer_format: Format
    requester: Requester
    seconds: float
    """How long it may run."""
    timing: Timing = field(default_factory=Timing)

    @property
    def key(self) -> CacheKey:
        """All that its answer depends on, beside the version."""
        return (
            "",
            self.answer_format.media_type,
            self.query.text,
            *self.dataset.default_graphs,
            "",
            *self.dataset.named_graphs,
        )
