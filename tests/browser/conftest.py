"""What these tests share. It all ends with this folder: Playwright keeps a loop that runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.chromium import launched
from browser.inspection import Inspections, inspect_all
from browser.visitors import Site, Visit, frozen_query
from chantier.store.sources import BOUNDARIES
from support.borders import boundary_document
from support.writers import own_copy, writing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_GRAPH = "http://example.org/essai/passant"
_PASSING = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/chantier-es/id/essai/passant> a skos:Concept ;
  skos:prefLabel "Chose de passage"@fr, "Passing thing"@en ."""
_PATIENCE = 15_000  # milliseconds


@pytest.fixture(scope="package")
def site(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a past: the regions got boundaries, something came, and is gone again."""
    with writing(own_copy(data_dir, tmp_path_factory.mktemp("browser"))) as writer:
        assert writer.put(BOUNDARIES, boundary_document()).status == 201
        assert writer.put(_GRAPH, _PASSING).status == 201
        assert writer.delete(_GRAPH).status == 204
        writer.settle()
        client = writer.client
        yield Site(client, client.get("/healthz").json["version"], frozen_query(client))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser for walks."""
    with launched() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a visitor’s page, with options of its context; all are closed at the end."""
    contexts = []

    def opened(**options: object) -> Page:
        context = browser.new_context(base_url=site.client.url, **options)
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def inspections(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Inspections:
    """What was seen of each page that the tests of this run ask about."""
    assert browser.is_connected()  # where there is none, this was skipped
    wanted = {
        (item.callspec.params["kind"], item.callspec.params["language"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and "inspections" in item.fixturenames
    }
    return inspect_all(site.client.url, {task: site.path(*task) for task in sorted(wanted)})
