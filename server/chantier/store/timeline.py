"""Versions by name and by moment, among those that are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chantier.errors import BrokenVersion, ForgottenVersion, UnknownVersion, VersionNameError
from chantier.namespaces import VERSION
from chantier.store.changelog import Changelog
from chantier.store.dataset import Dataset
from chantier.store.integrity import check
from chantier.store.manifest import Version
from chantier.store.versions import current, kept_versions, load

LATEST = "latest"
PREVIOUS = "previous"
_ID = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The versions that are kept, and which version was served when."""

    kept: tuple[Version, ...]
    """The youngest first."""
    served: Version
    """The one being served."""
    history: tuple[tuple[str, str], ...]
    """Since when each version was served, and its id; in order, with those no longer kept."""

    def at(self, moment: datetime) -> Version:
        """The version that was served at a moment, or the nearest that is kept.

        Before the first it is the first; where it is no longer kept, the one before it, or else
        the one after it.
        """
        until = moment.astimezone(UTC).isoformat(timespec="seconds")
        by_id = {version.manifest.id: version for version in self.kept}
        known = [(since, by_id[name]) for since, name in self.history if name in by_id]
        if known and until >= self.history[-1][0]:
            return self.served
        before = [version for since, version in known if since <= until]
        return before[-1] if before else known[0][1] if known else self.served

    def nearest(self, name: str) -> Version:
        """The kept version that was served next after one that is no longer kept."""
        by_id = {version.manifest.id: version for version in self.kept}
        names = [item for _, item in self.history]
        later = names[names.index(name) :] if name in names else names
        return next((by_id[item] for item in later if item in by_id), self.served)


def timeline(data_dir: Path) -> Timeline:
    """The timeline of a data directory.

    The changelog holds when each was served, also after a rollback. One that was published before
    there was a changelog, or just now, counts as served since it was made.

    Where the link that names the one being served is lost, the youngest counts as that.

    Raises:
        NoVersion: nothing was published yet.
        BrokenVersion: no version can be read.
    """
    kept = kept_versions(data_dir)
    try:
        served = current(data_dir)
    except BrokenVersion:
        if not kept:
            raise
        served = kept[0]
    recorded = Changelog(data_dir).served()
    names = {name for _, name in recorded}
    others = [(v.manifest.created, v.manifest.id) for v in kept if v.manifest.id not in names]
    # Both are in order, and sorting keeps the order of versions of one second.
    history = sorted([*recorded, *reversed(others)], key=lambda item: item[0])
    return Timeline(tuple(kept), served, tuple(history))


def named_version(data_dir: Path, name: str) -> Version:
    """The version of an id, of the start of an id, or of ``latest`` or ``previous``, whole.

    Raises:
        BrokenVersion: a file of it is damaged.
        VersionNameError: the name is malformed, or several versions have it.
        ForgottenVersion: there was such a version, and it is no longer kept.
        UnknownVersion: there never was.
    """
    found = _named(data_dir, name)
    check(found)
    return found


def _named(data_dir: Path, name: str) -> Version:
    if name in (LATEST, PREVIOUS):
        served = current(data_dir)
        if name == LATEST:
            return served
        name = served.manifest.parent
        if not name:
            raise UnknownVersion(
                "La version servie est la première : il n’y en a pas avant elle.",
                "The version being served is the first: there is none before it.",
            )
    if not _ID.fullmatch(name):
        raise VersionNameError(
            f"« {name} » ne nomme pas de version. Écrivez son identifiant, 64 chiffres hexadécimaux"
            f" en minuscules ou au moins les 8 premiers, ou « {LATEST} » ou « {PREVIOUS} ».",
            f"“{name}” does not name a version. Write its id, 64 hexadecimal digits in lower case"
            f" or at least the first 8 of them, or “{LATEST}” or “{PREVIOUS}”.",
        )
    if (data_dir / "versions" / name).is_dir():
        return load(data_dir, name)
    known = timeline(data_dir)
    found = [version for version in known.kept if version.manifest.id.startswith(name)]
    if len(found) > 1:
        raise VersionNameError(
            f"L’identifiant de plusieurs versions commence par « {name} ». Écrivez-en davantage.",
            f"Several versions have an id that starts with “{name}”. Write more of it.",
        )
    if found:
        return found[0]
    _explain_absence(known, name)
    raise UnknownVersion(
        f"Il n’y a jamais eu de version « {name} ». Celles qui sont gardées : /fr/versions.",
        f"There never was a version “{name}”. Those kept are listed at /versions.",
    )


def _explain_absence(known: Timeline, name: str) -> None:
    """Raise when a version is known from the changelog, from its successor, or from the graph."""
    past = [item for _, item in known.history] + [item.manifest.parent for item in known.kept]
    full = next((item for item in past if item.startswith(name)), "")
    graph = Dataset(known.served)
    if full or graph.quads_pointing_at(VERSION + name, limit=1):
        raise ForgottenVersion(
            f"La version « {full or name} » n’est plus gardée. La plus proche qui le soit :"
            f" {known.nearest(full).manifest.id}.",
            f"The version “{full or name}” is no longer kept. The nearest that is:"
            f" {known.nearest(full).manifest.id}.",
        )
