"""The application factory."""

from __future__ import annotations

from flask import Flask

from chantier.query.library import read_folder
from chantier.settings import Settings
from chantier.store.dataset import OpenDataset
from chantier.web import documents, errors, ontology, pages, rendering, sparql, status
from chantier.web.context import Site


def create_app(settings: Settings) -> Flask:
    """Make the WSGI application that serves the current version of a data directory."""
    app = Flask("chantier.web", static_folder="static", template_folder="templates")
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["chantier"] = Site(
        settings=settings,
        opened=OpenDataset(settings.data_dir),
        questions=read_folder(settings.sources / "queries" / "questions"),
        page_queries=read_folder(settings.sources / "queries" / "pages"),
    )
    rendering.prepare(app)
    errors.register(app)
    for module in (pages, documents, ontology, sparql, status):
        app.register_blueprint(module.blueprint)
    return app
