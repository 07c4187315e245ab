"""Which web process serves which version, so that a write is told once everybody serves it."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from chantier.sandbox import is_alive
from chantier.store.durable import replace_text

_LOOK = 0.005
"""Seconds between two looks."""


def announce(data_dir: Path, version_id: str) -> None:
    """Say which version this process serves from now on."""
    folder = data_dir / "run" / "serving"
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / str(os.getpid()), version_id, synced=False)


def retract(data_dir: Path) -> None:
    """Say that this process serves nothing any more."""
    (data_dir / "run" / "serving" / str(os.getpid())).unlink(missing_ok=True)


def await_everybody(data_dir: Path, version_id: str, seconds: float) -> bool:
    """Wait until every web process serves a version; gives whether they do.

    What processes that are gone left behind is swept.
    """
    deadline = time.monotonic() + seconds
    while _others(data_dir, version_id):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK)
    return True


def _others(data_dir: Path, version_id: str) -> bool:
    """Tell whether a living process serves another version."""
    for path in (data_dir / "run" / "serving").glob("[0-9]*"):
        with suppress(FileNotFoundError):
            if path.read_text(encoding="ascii") != version_id:
                if is_alive(int(path.name)):
                    return True
                path.unlink()
    return False
