"""Looks at every kind of page once, in each width and scheme, and notes what is to be judged."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from browser.chromium import launched
from browser.kinds import KINDS
from clients.programs import node_project

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOOKS = ((1280, "light"), (390, "dark"), (1280, "dark"), (390, "light"))
"""Width of the window in CSS pixels, and colour scheme."""
_PATIENCE = 120_000  # milliseconds: of a machine that does much else
_MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")
_SETTLED = """() => new Promise((done) => {
  let shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const answers = [...performance.getEntriesByType("navigation"),
                   ...performance.getEntriesByType("resource")];
  const bytes = answers.reduce((sum, entry) => sum + entry.transferSize, 0);
  requestAnimationFrame(() => setTimeout(() => done({ shift, bytes }), 60));
})"""
"""How far things moved after they were shown, and how many bytes came."""
_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}
_AXE = """(rules) => axe.run(document, rules).then(({ violations }) => violations.flatMap(
  ({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} at ${target.join(" ")}: ${failureSummary.split("\\n").slice(1).join("; ").trim()}`)))"""
Task = tuple[str, str]
"""A kind and a language."""


@dataclass
class Inspection:
    """What was noted of one page."""

    status: int = 0
    said: list[str] = field(default_factory=list)
    """Errors of the console; a violation of the content security policy is one."""
    elsewhere: list[str] = field(default_factory=list)
    """Requests that did not go to this host."""
    shift: float = 0
    """How far things moved after they were shown: the score that browsers give."""
    transferred: int = 0
    """Bytes of the page and all it needs, headers included, for who has nothing yet."""
    spoken: list[tuple[str, str]] = field(default_factory=list)
    """Each text, and the language it is said to be in."""
    broken: list[str] = field(default_factory=list)
    """Rules of WCAG 2.2 AA that axe finds broken, with the place."""
    wide: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    cramped: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A page, as a visitor asks for it."""

    url: str
    path: str
    language: str
    accept: str = ""

    @property
    def address(self) -> str:
        return self.url + self.path


Inspections = dict[Task, Inspection]


def rules() -> str:
    """Give the source of axe, which holds the rules of WCAG."""
    _, place = node_project("axe")
    return (place / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def inspect_all(url: str, paths: dict[Task, str]) -> Inspections:
    """Inspect pages, as many at once as there are processors."""
    axe = rules()
    tasks: SimpleQueue[Task] = SimpleQueue()
    for task in paths:
        tasks.put(task)

    def some() -> Inspections:
        found: Inspections = {}
        with launched() as browser:
            while True:
                try:
                    task = tasks.get_nowait()
                except Empty:
                    return found
                kind, language = task
                asked = Asked(url, paths[task], language, KINDS[kind].accept)
                found[task] = inspect(browser, asked, axe)

    count = min(os.cpu_count() or 1, 4, len(paths))
    with ThreadPoolExecutor(count) as pool:
        parts = [pool.submit(some) for _ in range(count)]
        return {task: seen for part in parts for task, seen in part.result().items()}


def inspect(browser: Browser, asked: Asked, axe: str) -> Inspection:
    """Open a page as a first-time visitor, then look at it in every width and scheme.

    What is put into the page comes by the protocol of the developer tools, so that the page is
    seen under its own content security policy.
    """
    from playwright.sync_api import Error

    context = browser.new_context(
        viewport={"width": LOOKS[0][0], "height": 900},
        color_scheme=LOOKS[0][1],
        reduced_motion="reduce",
        locale=f"{asked.language}-CA",
    )
    try:
        context.set_default_timeout(_PATIENCE)
        page, heard, fetched = context.new_page(), list[str](), list[str]()
        if asked.accept:  # a header that contexts cannot set
            told = {"accept": asked.accept}
            page.route(
                asked.address,
                lambda route: route.continue_(headers=route.request.headers | told),
            )
        # That the page itself is an error, where it is one, is what was asked for.
        page.on(
            "console",
            lambda said: (
                said.type == "error"
                and said.location["url"] != asked.address
                and heard.append(said.text)
            ),
        )
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: fetched.append(request.url))
        try:
            answer = page.goto(asked.address, wait_until="load")
        except Error as failed:  # such as a download; what is seen of the other pages still counts
            return Inspection(said=[failed.message])
        assert answer is not None, asked
        settled = page.evaluate(_SETTLED)
        seen = Inspection(
            status=answer.status,
            said=list(heard),
            elsewhere=[each for each in fetched if not each.startswith(f"{asked.url}/")],
            shift=settled["shift"],
            transferred=settled["bytes"],
        )
        page.evaluate(f"{axe};undefined")
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            _look(page, f"{width} px, {scheme}", seen)
        return seen
    finally:
        context.close()


def _look(page: Page, look: str, seen: Inspection) -> None:
    measured = page.evaluate(_MEASURES)
    seen.spoken = [(language, text) for language, text in measured["spoken"]]
    for name in ("wide", "small", "cramped"):
        getattr(seen, name).extend(f"{look}: {finding}" for finding in measured[name])
    seen.broken.extend(f"{look}: {finding}" for finding in page.evaluate(_AXE, _RULES))
