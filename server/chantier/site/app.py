"""The application factory."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from chantier.gateway.metrics import Metrics
from chantier.query.jobs import ask_here
from chantier.query.service import QueryService
from chantier.query.sparql.evaluate import RdfDataset
from chantier.query.sparql.scanner import QueryText
from chantier.query.stored import read_folder
from chantier.query.tasks import Requester
from chantier.rdf.formats import Format
from chantier.settings import Settings
from chantier.site import errors, rendering
from chantier.site.context import Ask, Site
from chantier.site.data import (
    catalogue,
    changes,
    citations,
    differences,
    discovery,
    documents,
    dumps,
    fragments,
    graphs,
    mementos,
    sparql,
    versions,
)
from chantier.site.pages import (
    boundaries,
    downloads,
    explorer,
    figures,
    home,
    linking,
    ontology,
    query_editor,
    results,
    saved_queries,
    sources,
    status,
)
from chantier.store.dataset import Dataset, OpenDataset

_MODULES = (
    documents,
    sparql,
    graphs,
    catalogue,
    versions,
    differences,
    mementos,
    changes,
    dumps,
    fragments,
    discovery,
    citations,
    home,
    ontology,
    query_editor,
    results,
    saved_queries,
    status,
    sources,
    explorer,
    downloads,
    linking,
    figures,
    boundaries,
)


def create_app(
    settings: Settings,
    queries: QueryService | None = None,
    metrics: Metrics | None = None,
) -> Flask:
    """The WSGI application that serves the current version of a data directory.

    Args:
        settings: of this run.
        queries: answers queries on the version being served; without it pages run theirs
            themselves, unprotected.
        metrics: what counts the answers of this process.
    """
    app = Flask("chantier.site", static_folder="static", template_folder="templates")
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    opened = queries.dataset if queries else OpenDataset(settings.data_dir).get
    alone = _answer_unprotected(opened)
    app.extensions["chantier"] = Site(
        settings=settings,
        opened=opened,
        answer=queries.answer_from_thread if queries else alone,
        questions=read_folder(settings.sources / "queries" / "questions"),
        page_queries=read_folder(settings.sources / "queries" / "pages"),
        metrics=metrics or Metrics(),
        busy=queries.busy if queries else lambda: (0, 0),
        problem=queries.problem if queries else lambda: None,
    )
    rendering.prepare(app)
    errors.register(app)
    for module in _MODULES:
        app.register_blueprint(module.blueprint)
    return app


def _answer_unprotected(opened: Callable[[], Dataset]) -> Ask:
    def answer(
        query: QueryText, answer_format: Format, _requester: Requester, graphs: RdfDataset
    ) -> bytes:
        return ask_here(opened(), query, answer_format, graphs)

    return answer
