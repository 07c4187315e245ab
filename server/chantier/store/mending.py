"""The way back for a version of which only those files are damaged that are made from its quads."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

from chantier.store.durable import replace_text, sync
from chantier.store.indexes import QUADS, STORE, write_indexes
from chantier.store.integrity import ORIGINALS, damage, damaged_files, file_digests
from chantier.store.manifest import MANIFEST, Version
from chantier.store.versions import LOCK_WAIT_SECONDS, building, load, scratch

_LOG = logging.getLogger(__name__)


def mended(data_dir: Path, version: Version) -> tuple[Version, list[str]]:
    """The version, whole but for its report, and what is still damaged.

    Reads all of it, and writes only where an index is damaged: that is made again from the quads.

    Raises:
        BrokenVersion: the quads are damaged.
        BuildInProgress: an index is, and a build or a write did not end in time.
        OSError: an index is, and cannot be written.
    """
    damaged = damaged_files(version)
    if QUADS in damaged:
        raise damage(version, damaged)
    if set(damaged) <= ORIGINALS:
        return version, damaged
    with building(data_dir, LOCK_WAIT_SECONDS), scratch(data_dir) as folder:
        damaged = damaged_files(version)  # another process may have been quicker
        derived = {name.partition("/")[0] for name in damaged if name not in ORIGINALS}
        if derived:
            _rewrite(version, folder, derived)
            _LOG.error(
                "version %s: %s made again from its quads", version.manifest.id, sorted(derived)
            )
    return load(data_dir, version.manifest.id), [name for name in damaged if name in ORIGINALS]


def _rewrite(version: Version, folder: Path, derived: set[str]) -> None:
    """Make indexes again, and put each in its place in one step.

    Args:
        version: of which they are.
        folder: an empty one on the same file system.
        derived: their names in the version's folder.
    """
    os.link(version.quads_path, folder / QUADS)
    write_indexes(folder, version.manifest.storage)
    for path in folder.rglob("*"):
        sync(path)
    digests = {
        name: digest
        for name, digest in file_digests(folder).items()
        if name.partition("/")[0] in derived
    }
    for name in derived:
        if name == STORE and (version.path / STORE).exists():
            (version.path / STORE).rename(folder / "damaged")
        (folder / name).replace(version.path / name)
    kept = {
        name: digest
        for name, digest in version.manifest.files.items()
        if name.partition("/")[0] not in derived
    }
    manifest = replace(version.manifest, files=dict(sorted((kept | digests).items())))
    replace_text(version.path / MANIFEST, manifest.as_json())
    sync(version.path)
