"""The application factory."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from chantier.gateway.metrics import Metrics
from chantier.query.jobs import ask_here
from chantier.query.stored import read_folder
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

_DATA = (
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
)
"""What machines ask for."""
_PAGES = (
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
"""What people read."""


def create_app(
    settings: Settings,
    opened: Callable[[], Dataset] | None = None,
    ask: Ask | None = None,
    metrics: Metrics | None = None,
    busy: Callable[[], tuple[int, int]] | None = None,
) -> Flask:
    """Make the WSGI application that serves the current version of a data directory.

    Args:
        settings: of this run.
        opened: gives the dataset being served; without it, that of the current version.
        ask: how pages have a query answered; without it they run it themselves, unprotected.
        metrics: what counts the answers of this process.
        busy: gives how many long queries run, and how many wait.
    """
    app = Flask("chantier.site", static_folder="static", template_folder="templates")
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    current = opened or OpenDataset(settings.data_dir).get
    app.extensions["chantier"] = Site(
        settings=settings,
        opened=current,
        answer=ask or (lambda query, form, _: ask_here(current(), query, form)),
        questions=read_folder(settings.sources / "queries" / "questions"),
        page_queries=read_folder(settings.sources / "queries" / "pages"),
        metrics=metrics or Metrics(),
        busy=busy or (lambda: (0, 0)),
    )
    rendering.prepare(app)
    errors.register(app)
    for module in (*_DATA, *_PAGES):
        app.register_blueprint(module.blueprint)
    return app
