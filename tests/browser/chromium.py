"""The browser of these tests: a Chromium of the machine, else the one that Playwright brings.

Run as a program, it sees to it that there is one, as far as it can; ``make test`` does so.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clients.programs import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
_LEFT_OUT = (
    # What Playwright leaves out by a flag of the same name, which only counts once.
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    # The list below the address bar is a page of its own, made anew for each window that nobody
    # sees: a quarter of all that the browser does here.
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_LEFT_OUT)}",
    # No name is resolved: what a page would fetch from elsewhere fails, and is seen to fail.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
HOW = (
    "apt-get install chromium (Debian), or .venv/bin/python -m playwright install chromium"
    " (elsewhere; on Linux, as root first: .venv/bin/python -m playwright install-deps chromium)"
)
_DOWNLOAD = 900  # seconds


def of_the_machine() -> str:
    """Give the path of a Chromium that runs; empty for none.

    Ubuntu has a ``chromium-browser`` that only says to install a snap: it is asked, not believed.
    """
    for path in filter(None, map(shutil.which, NAMES)):
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
        if asked.returncode == 0:
            return path
    return ""


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a browser with a profile of its own; skip the test where there is none."""
    if importlib.util.find_spec("playwright") is None:
        missing("Playwright is not here: pip install playwright (the “browser” extra)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = of_the_machine()
        if not path and not Path(playwright.chromium.executable_path).is_file():
            missing(f"There is no Chromium on this machine: {HOW}")
        browser = playwright.chromium.launch(executable_path=path or None, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def fetch() -> str:
    """Download Playwright’s Chromium where the machine has none, and say how that went."""
    path = of_the_machine()
    if path:
        return f"The tests will use {path}."
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        ended = subprocess.run(command, timeout=_DOWNLOAD, env=os.environ, check=False)
    except subprocess.TimeoutExpired:
        return f"No Chromium came in time, so its tests will be skipped. {HOW}"
    if ended.returncode:
        return f"Chromium could not be downloaded, so its tests will be skipped. {HOW}"
    return "The tests will use Playwright’s Chromium."


if __name__ == "__main__":
    sys.stderr.write(f"{fetch()}\n")
