"""The site put together, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from chantier.errors import NoVersion
from chantier.gateway.metrics import Metrics
from chantier.query.sparql.scanner import read
from chantier.rdf.formats import RESULTS_JSON
from chantier.settings import Settings
from chantier.site.app import create_app
from chantier.site.context import Site
from support.client import ROOT
from support.small_graph import dataset_of

QUESTIONS = ROOT / "queries" / "questions"


def site_of(app: Flask) -> Site:
    found = app.extensions["chantier"]
    assert isinstance(found, Site)
    return found


def test_the_site_has_the_questions_of_the_folder_that_is_set(
    site_app: Flask, sources: Path
) -> None:
    whole = {path.stem for path in QUESTIONS.glob("*.rq")}
    assert set(site_of(site_app).questions) == whole
    (sources / "queries" / "questions" / "mandats.rq").unlink()
    fewer = site_of(create_app(Settings(sources=sources)))
    assert set(fewer.questions) == whole - {"mandats"}
    assert set(fewer.page_queries) == {
        path.stem for path in (ROOT / "queries" / "pages").glob("*.rq")
    }


def test_a_site_by_itself_answers_queries_and_is_never_busy(site_app: Flask) -> None:
    site = site_of(site_app)
    answer = site.ask(read("ASK { ?s ?p ?o }"), RESULTS_JSON)
    assert answer == b'{"head":{},"boolean":true}'
    assert site.busy() == (0, 0)


def test_a_site_counts_in_the_metrics_that_it_is_given(data_dir: Path) -> None:
    metrics, settings = Metrics(), Settings(data_dir=data_dir)
    assert site_of(create_app(settings, metrics=metrics)).metrics is metrics
    first, second = create_app(settings), create_app(settings)
    assert site_of(first).metrics is not site_of(second).metrics
    assert site_of(first).settings is settings


def test_a_site_is_there_before_any_version_is_and_follows_the_current_one(
    tmp_path: Path,
) -> None:
    app = create_app(Settings(data_dir=tmp_path / "var"))
    client = app.test_client()
    with pytest.raises(NoVersion):
        site_of(app).opened()
    assert client.get("/doc/x", headers={"Accept": "text/turtle"}).status_code == 503
    for name in ("first", "second"):
        published = dataset_of(tmp_path / "var", f'<a> rdfs:label "{name}"@en .').version
        assert site_of(app).opened().version.manifest.id == published.manifest.id
        found = site_of(app).ask(read(f'ASK {{ ?s ?p "{name}"@en }}'), RESULTS_JSON)
        assert found == b'{"head":{},"boolean":true}'


@pytest.mark.parametrize("path", ["/catalog.ttl", "/fr/ontologie", "/fr/questions", "/healthz"])
def test_a_slash_at_the_end_makes_no_difference(site_app: Flask, path: str) -> None:
    client = site_app.test_client()
    plain, slash = client.get(path), client.get(f"{path}/")
    assert (plain.status_code, slash.status_code) == (200, 200)
    assert plain.mimetype == slash.mimetype


def test_what_is_written_as_json_keeps_its_order(site_app: Flask) -> None:
    with site_app.app_context():
        assert site_app.json.dumps({"b": 1, "a": 2}) == '{"b": 1, "a": 2}'
