"""Which web process serves which version: a write is answered once all serve what it made."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from chantier.sandbox import is_alive
from chantier.store.durable import replace_text

POLL_SECONDS = 0.005
"""Time between two looks at what is served."""


def announce(data_dir: Path, version_id: str) -> None:
    """Record which version this process serves from now on."""
    folder = data_dir / "run" / "serving"
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / str(os.getpid()), version_id, synced=False)


def retract(data_dir: Path) -> None:
    """Record that this process serves nothing any more."""
    with suppress(OSError):  # where nothing can be written, nothing was
        (data_dir / "run" / "serving" / str(os.getpid())).unlink(missing_ok=True)


def await_all(data_dir: Path, version_id: str, seconds: float) -> bool:
    """Wait until every web process serves a version; whether they do.

    Records of processes that are gone are removed.
    """
    deadline = time.monotonic() + seconds
    while _any_behind(data_dir, version_id):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _any_behind(data_dir: Path, version_id: str) -> bool:
    """Whether a living process serves another version."""
    for path in (data_dir / "run" / "serving").glob("[0-9]*"):
        with suppress(FileNotFoundError):
            if path.read_bytes() != version_id.encode():
                if is_alive(int(path.name)):
                    return True
                path.unlink()
    return False
