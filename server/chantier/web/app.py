"""The application factory."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from chantier.query.jobs import ask_here
from chantier.query.library import read_folder
from chantier.settings import Settings
from chantier.store.dataset import Dataset, OpenDataset
from chantier.web import (
    catalogue,
    changes,
    differences,
    discovery,
    documents,
    dumps,
    errors,
    fragments,
    frozen,
    graph_store,
    mementos,
    ontology,
    pages,
    rendering,
    results,
    sparql,
    status,
    versions,
)
from chantier.web.context import Ask, Site

_PARTS = (
    pages,
    documents,
    ontology,
    sparql,
    results,
    frozen,
    graph_store,
    status,
    catalogue,
    versions,
    differences,
    mementos,
    changes,
    dumps,
    fragments,
    discovery,
)


def create_app(
    settings: Settings,
    opened: Callable[[], Dataset] | None = None,
    ask: Ask | None = None,
) -> Flask:
    """Make the WSGI application that serves the current version of a data directory.

    Args:
        settings: of this run.
        opened: gives the dataset being served; without it, that of the current version.
        ask: how pages have a query answered; without it they run it themselves, unprotected.
    """
    app = Flask("chantier.web", static_folder="static", template_folder="templates")
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    current = opened or OpenDataset(settings.data_dir).get
    app.extensions["chantier"] = Site(
        settings=settings,
        opened=current,
        answer=ask or (lambda query, form, _: ask_here(current(), query, form)),
        questions=read_folder(settings.sources / "queries" / "questions"),
        page_queries=read_folder(settings.sources / "queries" / "pages"),
    )
    rendering.prepare(app)
    errors.register(app)
    for module in _PARTS:
        app.register_blueprint(module.blueprint)
    return app
