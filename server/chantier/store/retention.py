"""The versions that are kept: listing them, going back, forgetting the old ones."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chantier.errors import BrokenVersion, NoVersion
from chantier.store.versions import Version, building, current, current_id, load, switch

PATIENCE = 30.0
"""Seconds to wait for a build or a write to end."""


@dataclass(frozen=True, slots=True)
class Switch:
    """One going back, as remembered in ``switches.jsonl``."""

    at: str
    """ISO 8601, in UTC."""
    by: str
    """Who asked for it."""
    left: str
    """Id of the version served before."""
    reached: str
    """Id of the version served after."""


def kept_versions(data_dir: Path) -> list[Version]:
    """Give the versions that can be served, the youngest first; unreadable ones are left out."""
    found = []
    for path in (data_dir / "versions").glob("*"):
        try:
            found.append(load(data_dir, path.name))
        except (BrokenVersion, NoVersion):
            continue
    return sorted(found, key=_age, reverse=True)


def find_version(data_dir: Path, start: str) -> Version:
    """Give the version whose id starts so.

    Raises:
        NoVersion: there is none, or several.
    """
    found = [item for item in kept_versions(data_dir) if item.manifest.id.startswith(start)]
    if len(found) != 1 or not start:
        problem = "No version has" if not found else "Several versions have"
        raise NoVersion(
            f"{problem} an id that starts with “{start}”. “chantier versions” lists those kept."
        )
    return found[0]


def roll_back(data_dir: Path, start: str, by: str) -> Version:
    """Serve an older version again, in one step, and remember who did it.

    Args:
        data_dir: where the versions are.
        start: how its id starts; empty: the parent of the version being served.
        by: who asks for it.

    Raises:
        NoVersion: there is no such version, or the one being served has no parent.
        BrokenVersion: the version is damaged.
        BuildInProgress: a build or a write did not end in time.
    """
    with building(data_dir, PATIENCE):
        served = current(data_dir)
        wanted = start or served.manifest.parent
        if not wanted:
            raise NoVersion(
                f"Version {served.manifest.id[:12]} is the first: there is none before it."
                " Name another one; “chantier versions” lists them."
            )
        version = find_version(data_dir, wanted)
        switch(data_dir, version.manifest.id)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        _remember(data_dir, Switch(now, by, served.manifest.id, version.manifest.id))
    return version


def prune(data_dir: Path, keep: int) -> list[str]:
    """Remove the oldest versions. Call it while holding the build lock.

    The version being served stays, and so does every younger one: after going back, they are what
    one may want to return to.

    Args:
        data_dir: where the versions are.
        keep: how many of those older than the one being served stay.

    Returns:
        The ids of the versions that were removed.
    """
    served = current_id(data_dir)
    versions = kept_versions(data_dir)
    ids = [version.manifest.id for version in versions]
    if served not in ids:
        return []
    older = versions[ids.index(served) + 1 :]
    for version in older[keep:]:
        grave = Path(tempfile.mkdtemp(dir=_tmp(data_dir)))
        version.path.rename(grave / version.path.name)  # whole, or gone: never half a version
        shutil.rmtree(grave, ignore_errors=True)
    return [version.manifest.id for version in older[keep:]]


def _tmp(data_dir: Path) -> Path:
    path = data_dir / "tmp"
    path.mkdir(exist_ok=True)
    return path


def _age(version: Version) -> tuple[str, int]:
    """Order by date; versions of one second by when their manifest was written."""
    manifest = version.path / "manifest.json"
    return version.manifest.created, manifest.stat().st_mtime_ns


def _remember(data_dir: Path, made: Switch) -> None:
    entry = {"at": made.at, "by": made.by, "from": made.left, "to": made.reached}
    with (data_dir / "switches.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
