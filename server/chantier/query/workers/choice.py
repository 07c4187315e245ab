"""Which version to serve: the one that the link names if it is whole, else the nearest that is.

A version is read once before it is served, in a thread, and compared with the digests in its
manifest. A large one is served meanwhile. It is read again when one of its files was touched.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from chantier.errors import BilingualError, BrokenVersion, ChantierError, NoVersion
from chantier.store.indexes import QUADS
from chantier.store.integrity import ORIGINALS, FileStamps, damaged_files, file_stamps
from chantier.store.manifest import Version
from chantier.store.mending import mended
from chantier.store.versions import kept_versions, load, served_id

_LOG = logging.getLogger(__name__)
MAX_BYTES_READ_FIRST = 64_000_000
"""A version of more bytes is served while it is read: that takes about a second for a gigabyte."""
LOOK_SECONDS = 1.0
"""Time between two looks whether a file was touched."""
REOPEN_SECONDS, MAX_REOPEN_SECONDS = 2.0, 60.0
"""Time after which a version that could not be opened is tried again: longer after each time."""
RETRY_SECONDS = 60.0
"""Time after which a version that was found damaged is read again, though no file was touched."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A version to be opened."""

    number: int
    """Another number: to be opened anew, be it the same version."""
    version: Version


@dataclass(frozen=True, slots=True)
class _Finding:
    """What came of reading the version that the link names."""

    linked: str
    stamps: FileStamps
    version: Version | None
    problem: BilingualError | None


class VersionChoice:
    """Follows the link ``current`` of a data directory. It waits for nothing."""

    def __init__(self, data_dir: Path) -> None:
        """Remember where the link is; no thread is started before the first look."""
        self._data_dir = data_dir
        self._reader: ThreadPoolExecutor | None = None
        self._reading: Future[_Finding] | None = None
        self._found: _Finding | None = None
        self._look_at = self._retry_at = 0.0
        self.opening: Opening | None = None
        """What is to be served; ``None`` where nothing is known to be fit for it."""
        self._linked = ""
        self._put_off, self._pause_seconds, self._open_at = 0, REOPEN_SECONDS, 0.0

    @property
    def problem(self) -> BilingualError | None:
        """What is wrong with the link, or with the version that it names."""
        if self.opening and not self._linked:
            return BilingualError(
                "Le lien qui nomme la version à servir est perdu : celle qui est ouverte reste"
                " servie. L’exploitant le rétablit par « chantier rollback ».",
                "The link that names the version to serve is lost: the one that is open is still"
                " served. The operator mends it by “chantier rollback”.",
            )
        if self.opening and self.opening.number == self._put_off:
            return _unopened(self.opening.version.manifest.id)
        return self._found.problem if self._found else None

    def look(self) -> Opening | None:
        """What is to be served by now; costs one system call where nothing changed."""
        if self._reading is not None and self._reading.done():
            self._take(self._reading.result())
            self._reading = None
        linked, now = self._link(), time.monotonic()
        self._linked = linked
        if self._reading is None and linked and self._is_due(linked, now):
            self._look_at = now + LOOK_SECONDS
            self._begin(linked)
        is_put_off = self.opening and self.opening.number == self._put_off and now < self._open_at
        return None if is_put_off else self.opening

    def put_off(self, opening: Opening) -> None:
        """Propose what could not be opened again only after a while."""
        again = opening.number == self._put_off
        self._pause_seconds = (
            min(2 * self._pause_seconds, MAX_REOPEN_SECONDS) if again else REOPEN_SECONDS
        )
        self._put_off, self._open_at = opening.number, time.monotonic() + self._pause_seconds

    def opened(self) -> None:
        """Note that what was proposed is open."""
        self._put_off = 0

    def _link(self) -> str:
        """The id that the link names; empty where it names none, or cannot be read."""
        try:
            return served_id(self._data_dir)
        except OSError:
            return ""

    def _is_due(self, linked: str, now: float) -> bool:
        """Whether the version that the link names is to be read."""
        found = self._found
        if found is None or found.linked != linked:
            return True
        if now < self._look_at:
            return False
        self._look_at = now + LOOK_SECONDS
        return self._stamps(linked) != found.stamps or (
            found.problem is not None and now > self._retry_at
        )

    def _begin(self, linked: str) -> None:
        known = self.opening
        if known is None or known.version.manifest.id != linked:
            try:
                version = load(self._data_dir, linked)
            except (BrokenVersion, NoVersion, OSError):
                pass  # the reader says so
            else:
                if sum(stamp[0] for stamp in file_stamps(version)) > MAX_BYTES_READ_FIRST:
                    self._open(version)
        self._reader = self._reader or ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._reading = self._reader.submit(self._read, linked)

    def _take(self, finding: _Finding) -> None:
        touched = self._found is not None and (
            self._found.linked == finding.linked and self._found.stamps != finding.stamps
        )
        self._found, self._retry_at = finding, time.monotonic() + RETRY_SECONDS
        if finding.problem:
            _LOG.error("%s", finding.problem.english)
        known = self.opening.version if self.opening else None
        if finding.version and (touched or finding.version != known):
            self._open(finding.version)

    def _open(self, version: Version) -> None:
        self.opening = Opening(self.opening.number + 1 if self.opening else 1, version)

    def _stamps(self, linked: str) -> FileStamps:
        try:
            return file_stamps(load(self._data_dir, linked))
        except (BrokenVersion, NoVersion, OSError):
            return ()

    def _read(self, linked: str) -> _Finding:
        """Read a version, mend its indexes, or else find the nearest that is whole."""
        stamps = self._stamps(linked)  # before: where an index is mended, all is opened once more
        try:
            version, damaged = mended(self._data_dir, load(self._data_dir, linked))
        except (ChantierError, OSError) as error:
            files = error.files if isinstance(error, BrokenVersion) else ()
            instead = self._nearest(linked)
            problem = _damaged(linked, instead, ", ".join(files) or str(error))
            return _Finding(linked, stamps, instead, problem)
        return _Finding(linked, stamps, version, _damaged_report(linked) if damaged else None)

    def _nearest(self, linked: str) -> Version | None:
        """The youngest version that can be served and is older than one; else any that can be."""
        try:
            kept = kept_versions(self._data_dir)
        except OSError:
            return None
        ids = [version.manifest.id for version in kept]
        place = ids.index(linked) if linked in ids else -1
        for version in [*kept[place + 1 :], *reversed(kept[: max(place, 0)])]:
            if set(damaged_files(version)) <= ORIGINALS - {QUADS}:
                return version
        return None


def _damaged(linked: str, instead: Version | None, reason: str) -> BilingualError:
    if instead is None:
        return BilingualError(
            f"La version {linked} est endommagée ({reason}), et aucune autre n’est entière."
            " Restaurez une sauvegarde.",
            f"Version {linked} is damaged ({reason}), and no other is whole. Restore a backup.",
        )
    return BilingualError(
        f"La version {linked} est endommagée ({reason}) : la version {instead.manifest.id} est"
        " servie à sa place.",
        f"Version {linked} is damaged ({reason}): version {instead.manifest.id} is served in its"
        " place.",
    )


def _unopened(version_id: str) -> BilingualError:
    return BilingualError(
        f"La version {version_id} n’a pu être ouverte; le journal du serveur dit pourquoi.",
        f"Version {version_id} could not be opened; the server’s log says why.",
    )


def _damaged_report(linked: str) -> BilingualError:
    return BilingualError(
        f"Le rapport de la version {linked} est endommagé; le reste est entier.",
        f"The report of version {linked} is damaged; the rest is whole.",
    )
