"""What is inspected is seen when it is wrong: else all is well on every page, whatever it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.inspection import Asked, Inspection, inspect, rules

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BAD = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Mal fait</title>
<link rel="icon" href="data:,">
<body>
<p style="color: #ccc; background: #fff">Pâle, mais assez long pour être lu.</p>
<p style="font-size: 9px">Trop petit.</p>
<div style="width: 3000px; height: 5px; background: #000">Trop large.</div>
<button style="height: 20px">x</button>
<p lang="en">Spoken elsewhere.</p>
<img src="http://elsewhere.example/pixel.png">
<script>throw new Error("tombé")</script>
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — its name there
        """Say nothing."""


@pytest.fixture(scope="module")
def bad(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspection]:
    """What is seen of a page on which nothing is right."""
    folder: Path = tmp_path_factory.mktemp("bad")
    (folder / "bad.html").write_text(BAD, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield inspect(browser, Asked(url, "/bad.html", "fr"), rules())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("rule", ["color-contrast", "image-alt"])
def test_a_broken_rule_is_seen_in_every_look(bad: Inspection, rule: str) -> None:
    assert len({found.partition(":")[0] for found in bad.broken if f": {rule} at" in found}) == 4


def test_a_request_to_another_host_is_seen(bad: Inspection) -> None:
    assert bad.elsewhere == ["http://elsewhere.example/pixel.png"]


def test_an_error_of_a_script_is_heard(bad: Inspection) -> None:
    assert any("tombé" in said for said in bad.said)


def test_what_is_too_wide_too_small_and_too_narrow_is_seen(bad: Inspection) -> None:
    assert any("Trop large" in found for found in bad.wide)
    assert any("Trop petit" in found for found in bad.small)
    assert any("button" in found for found in bad.cramped)


def test_the_language_of_each_text_is_noted(bad: Inspection) -> None:
    assert ("en", "Spoken elsewhere.") in bad.spoken
    assert ("fr", "Trop petit.") in bad.spoken


def test_what_comes_over_the_wire_is_counted(bad: Inspection) -> None:
    assert bad.transferred > len(BAD.encode())
