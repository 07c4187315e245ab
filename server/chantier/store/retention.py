"""The versions that are kept: finding one, rolling back, removing the old ones."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from chantier.errors import NoVersion
from chantier.store.durable import append_line
from chantier.store.integrity import verify
from chantier.store.manifest import Version
from chantier.store.storage import afterwards
from chantier.store.versions import (
    LOCK_WAIT_SECONDS,
    building,
    current,
    current_id,
    kept_versions,
    scratch,
    served_id,
    switch,
)


def find_version(data_dir: Path, start: str) -> Version:
    """The one version whose id starts with some characters.

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
    """Serve an older version again, in one step, and record it in ``switches.jsonl``.

    Args:
        data_dir: where the versions are.
        start: how its id starts; empty: the parent of the version being served. Where the link
            that names that one is lost, this mends it.
        by: name of the user who asked for it.

    Raises:
        NoVersion: there is no such version, or the one being served has no parent.
        BrokenVersion: the version is damaged.
        BuildInProgress: a build or a write did not end in time.
    """
    with building(data_dir, LOCK_WAIT_SECONDS):
        served = served_id(data_dir)
        wanted = start or current(data_dir).manifest.parent
        if not wanted:
            raise NoVersion(
                f"Version {served[:12]} is the first: there is none before it."
                " Name another one; “chantier versions” lists them."
            )
        version = find_version(data_dir, wanted)
        verify(version)
        switch(data_dir, version.manifest.id)
        entry = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": by,
            "from": served,
            "to": version.manifest.id,
        }
        with afterwards("who went back to it"):
            append_line(data_dir / "switches.jsonl", json.dumps(entry, ensure_ascii=False))
    return version


def prune(data_dir: Path, keep: int) -> list[str]:
    """Remove the oldest versions. Call it while holding the build lock.

    The version being served stays, and so does every younger one: after a rollback, one may want
    to return to them.

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
        with scratch(data_dir) as folder:
            version.path.rename(folder / version.path.name)  # whole, or gone: never half a version
    return [version.manifest.id for version in older[keep:]]
