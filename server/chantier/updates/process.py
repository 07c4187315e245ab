"""A write is done in a process of its own, so that its failure costs that write alone."""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
from contextlib import suppress

from chantier.errors import LimitExceeded, TooDemanding
from chantier.settings import Settings
from chantier.store.versions import LOCK_WAIT_SECONDS
from chantier.updates.messages import error_from_json, settings_as_json
from chantier.updates.request import Outcome, WriteRequest

_LOG = logging.getLogger(__name__)
GIVE_UP_SECONDS = 120
"""Time beyond what a write may take by itself, after which its process is given up."""

_ready: list[subprocess.Popen[bytes]] = []
"""The process of the next write, once there was one: to start takes as long as a small write."""

_FAULTS = frozenset({-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL})
_UNKNOWN_FRENCH = (
    "On ne sait pas si elle a été faite : comparez la version que nomme /healthz à celle d’avant."
)
_UNKNOWN = (
    "It is not known whether it was made: compare the version that /healthz names with the one"
    " before."
)


def write(settings: Settings, request: WriteRequest) -> Outcome:
    """Carry out a write; when this returns, its version is on disk and served.

    Raises:
        ChantierError: why it was refused; nothing was changed.
        LimitExceeded: it took too long; nothing was changed.
        TooDemanding: its process ended by a fault or for want of memory; nothing was changed.
        RuntimeError: its process failed for a reason of ours, which was logged.
    """
    message = {
        "settings": settings_as_json(settings),
        "request": request.as_json(),
        "parent": os.getpid(),
    }
    longest = 2 * settings.max_query_seconds + LOCK_WAIT_SECONDS + GIVE_UP_SECONDS
    with _taken() as process:
        try:
            output, complaint = process.communicate(json.dumps(message).encode(), longest)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise LimitExceeded(
                f"L’écriture n’a pas fini à temps. {_UNKNOWN_FRENCH}",
                f"The write did not end in time. {_UNKNOWN}",
            ) from error
    if not _ready:
        _ready.append(_started())
    if process.returncode == 0:
        result = json.loads(output)
        if "error" in result:
            raise error_from_json(result["error"])
        return Outcome(**result)
    _LOG.warning("a write ended with %s: %s", process.returncode, complaint[-2000:].decode())
    raise _failure(process.returncode, settings.max_query_seconds)


def _taken() -> subprocess.Popen[bytes]:
    with suppress(IndexError):  # none waits, or another write was quicker
        process = _ready.pop()
        if process.poll() is None:
            return process
        process.communicate()
    return _started()


def _started() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "chantier.updates"]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603 — our own


@atexit.register
def _dismiss() -> None:
    """End the process of the next write; it ends by itself where this one is killed."""
    while _ready:
        _ready.pop().communicate()


def _failure(code: int, seconds: int) -> Exception:
    """Why a process ended without a word; a positive code is a fault of ours."""
    if code == -signal.SIGALRM:
        return LimitExceeded(
            f"L’écriture a pris plus de {seconds} secondes et a été arrêtée; rien n’a changé."
            " Faites-la plus petite ou plus simple, en plusieurs étapes au besoin.",
            f"The write took more than {seconds} seconds and was ended; nothing was changed. Make"
            " it smaller or simpler, in several steps if need be.",
        )
    if code in _FAULTS:
        return TooDemanding(
            "Ce que vous avez envoyé a mis fin au processus qui le traitait : trop d’imbrications,"
            " ou trop de mémoire. Rien n’a changé. Envoyez-le plus plat, ou en parties plus"
            " petites.",
            "What you sent ended the process that worked on it: it nests too deep, or takes too"
            " much memory. Nothing was changed. Send it flatter, or in smaller parts.",
        )
    if code < 0:
        return LimitExceeded(
            f"L’écriture a été arrêtée du dehors. {_UNKNOWN_FRENCH}",
            f"The write was ended from outside. {_UNKNOWN}",
        )
    return RuntimeError(f"a write ended with {code}")
