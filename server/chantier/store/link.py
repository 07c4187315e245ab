"""What to say where the link ``current``, which names the version to serve, is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chantier.errors import LostCurrent
from chantier.store.manifest import Version
from chantier.store.sources import reserved_by

SHORT_ID_CHARACTERS = 12
"""Length to which ids are cut: enough to name a version."""


def was_published(data_dir: Path, kept: Sequence[Version]) -> bool:
    """Whether a version was in service once.

    A first build that was killed leaves one that never was: without a link, without the records
    that are made after the switch, and without a graph that was written through HTTP.
    """
    link, folder = data_dir / "current", data_dir / "versions"
    if link.is_symlink() or link.exists():
        return True
    if not folder.is_dir() or not any(folder.iterdir()):
        return False
    recorded = any((data_dir / name).exists() for name in ("checked", "ledger.sqlite"))
    return recorded or len(kept) != 1 or any(map(_is_written, kept[0].manifest.graphs))


def lost_link(data_dir: Path, kept: Sequence[Version]) -> LostCurrent:
    """The error that names the versions found.

    Args:
        data_dir: where the link was.
        kept: the versions that can be read, the youngest first.
    """
    said = (
        f"The link {data_dir / 'current'} is lost or leads nowhere, so that it is not known which"
        " version to serve. Nothing is built from the sources in its place: what was written"
        " through HTTP would be left out."
    )
    names = [version.manifest.id[:SHORT_ID_CHARACTERS] for version in kept]
    if not names:
        return LostCurrent(
            f"{said} No version can be read: restore a backup (“chantier restore”), or, to begin"
            " anew, delete the data directory."
        )
    return LostCurrent(
        f"{said} Run “chantier rollback {names[0]}”, or name another of the versions found, the"
        f" youngest first: {', '.join(names)}."
    )


def _is_written(graph: str) -> bool:
    return not reserved_by(graph)
