"""What every request may ask of the running site."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app, request

from chantier.errors import BilingualError
from chantier.gateway.metrics import Metrics
from chantier.namespaces import BASE, LANGUAGES
from chantier.query.jobs import of_sources
from chantier.query.sparql.evaluate import NO_DATASET, RdfDataset
from chantier.query.sparql.protocol import SparqlRequest
from chantier.query.sparql.scanner import QueryText, read
from chantier.query.stored import Question
from chantier.query.tasks import Requester
from chantier.rdf.formats import RESULTS_JSON, Format, preferred_language
from chantier.settings import Settings
from chantier.store.dataset import Dataset

_HOST = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


async def _never() -> None:
    await asyncio.Event().wait()


SITE = Requester("pages", _never)
"""The site itself, which asks what its pages show."""

Ask = Callable[[QueryText, Format, Requester, RdfDataset], bytes]
"""Answers a query in a format, for a requester, from some graphs or the default ones."""


@dataclass(frozen=True)
class Site:
    """The settings, the dataset being served and the stored queries."""

    settings: Settings
    opened: Callable[[], Dataset]
    """Returns the dataset being served."""
    answer: Ask
    questions: Mapping[str, Question]
    page_queries: Mapping[str, Question]
    metrics: Metrics
    busy: Callable[[], tuple[int, int]]
    """Returns how many long queries run, and how many wait."""
    problem: Callable[[], BilingualError | None]
    """Returns what is wrong with the version that was to be served."""

    def ask(
        self,
        query: QueryText,
        chosen: Format,
        requester: Requester | None = None,
        graphs: RdfDataset = NO_DATASET,
    ) -> bytes:
        """Answer a query: one of the site's own, or one that a visitor wrote.

        Args:
            query: what to ask.
            chosen: the format of the answer.
            requester: the visitor; left out, the site itself.
            graphs: that are asked; left out, what the query names, or else the default ones.
        """
        return self.answer(query, chosen, requester or SITE, graphs)


def site() -> Site:
    """The site that answers this request."""
    found = current_app.extensions["chantier"]
    assert isinstance(found, Site)  # noqa: S101 — create_app put it there
    return found


def dataset() -> Dataset:
    """The dataset being served."""
    return site().opened()


def solutions(name: str) -> list[dict[str, str]]:
    """The solutions of a stored query of the pages, in what the sources say: variable → value.

    A variable that is not bound is left out; literals are without their language and datatype.
    """
    query = read(site().page_queries[name].text)
    asked = of_sources(dataset(), query)
    answer = json.loads(site().ask(query, RESULTS_JSON, graphs=asked))
    return [
        {variable: term["value"] for variable, term in solution.items()}
        for solution in answer["results"]["bindings"]
    ]


def request_language() -> str:
    """The interface language of this request: of its path, its ``lang=``, its headers."""
    for language in (request.path.split("/", 2)[1], request.args.get("lang")):
        if language in LANGUAGES:
            return language
    return preferred_language(request.headers.get("Accept-Language"), LANGUAGES)


def accept_header() -> str | None:
    """The Accept header of this request, or ``None`` when there is none."""
    return request.headers.get("Accept")


def visitor() -> Requester:
    """The client that sent this request."""
    found = request.environ.get("chantier.requester", SITE)
    assert isinstance(found, Requester)  # noqa: S101 — the gateway put it there
    return found


def sparql_request() -> SparqlRequest:
    """What this request asks of the endpoint, as the gateway read it."""
    found = request.environ["chantier.sparql"]
    assert isinstance(found, SparqlRequest)  # noqa: S101 — the gateway put it there
    return found


def own_address() -> str:
    """The scheme and host that this client reached the site by, without a slash at the end.

    The public ones where it names no host. What depends on this is kept for each host apart. A
    proxy must pass ``Host`` on; its ``X-Forwarded-Proto`` is believed if there is to be a proxy.
    """
    forwarded = request.headers.get("X-Forwarded-Proto") if site().settings.proxies else None
    scheme = forwarded if forwarded in ("http", "https") else request.scheme
    host = request.headers.get("Host", "")
    return f"{scheme}://{host}" if _HOST.fullmatch(host) else BASE.removesuffix("/")
