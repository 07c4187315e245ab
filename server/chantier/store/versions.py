"""Immutable versions in the data directory, and the switch between them.

Layout of the data directory::

    lock              held by whoever builds or writes; released by the system when that dies
    tmp/              versions being written; whatever lies there is swept by the next build
    versions/ID/      one published version, never touched again
        manifest.json     what the version is (written before the version gets its name)
        quads.nq          canonical N-Quads, sorted: lossless, searchable by subject
        incoming.nq       the same quads, each behind its object IRI, sorted: searchable by object
        by_predicate      the triples, each as predicate, object and subject, sorted
        report.ttl        the SHACL validation report
        store/            RocksDB files, for versions too large to hold in memory
    current           a symbolic link to versions/ID, replaced in one step
    checked           digest of the sources that were last checked, and the version they gave

A version is complete before it is renamed into ``versions/``, and the link moves only afterwards,
so a process killed at any moment leaves the old version or the new one, never a mixture.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from chantier.errors import BrokenVersion, BuildInProgress, NoVersion
from chantier.model.quads import count_triples, digest, led_by_object, led_by_predicate

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is."""

    id: str
    """SHA-256 of the canonical quads, in hexadecimal."""
    created: str
    """When it was built, ISO 8601 in UTC, to the second."""
    software: str
    """Version of the software that built it."""
    quads: int
    graphs: dict[str, int]
    """Named graph IRI → number of triples, sorted by IRI."""
    storage: str
    """``memory`` or ``disk``: how the store opens it."""
    parent: str = ""
    """Id of the version that was served when this one was made; empty for the first."""
    origin: str = "build"
    """What made it: ``build``, ``write`` or ``restore``."""
    triples: int = 0
    """Size of the union of the graphs; 0 when not told."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: its folder and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def quads_path(self) -> Path:
        """The canonical quads, sorted by subject."""
        return self.path / "quads.nq"

    @property
    def incoming_path(self) -> Path:
        """The same quads sorted by object IRI, each line led by that IRI."""
        return self.path / "incoming.nq"

    @property
    def report_path(self) -> Path:
        """The SHACL validation report, in Turtle."""
        return self.path / "report.ttl"

    @property
    def store_path(self) -> Path:
        """The RocksDB folder, for versions served from disk."""
        return self.path / "store"


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a new version is made of."""

    lines: Sequence[bytes]
    """Canonical N-Quads lines."""
    graphs: dict[str, int]
    report: str
    """The SHACL report, in Turtle."""
    inputs: str
    """Digest of all the build read, so that an unchanged build can be skipped; empty: none."""
    software: str
    memory_triples: int
    """Versions with more quads than this are stored for serving from disk."""
    origin: str = "build"


def current_id(data_dir: Path) -> str:
    """Give the id of the version being served; costs one system call.

    Raises:
        NoVersion: nothing was published yet.
    """
    try:
        return (data_dir / "current").readlink().name
    except FileNotFoundError:
        raise NoVersion(
            f"The data directory {data_dir} holds no version yet. Run “chantier build”."
        ) from None


def current(data_dir: Path) -> Version:
    """Give the version being served.

    Raises:
        NoVersion: nothing was published yet.
        BrokenVersion: its manifest is missing or unreadable.
    """
    return load(data_dir, current_id(data_dir))


def load(data_dir: Path, version_id: str) -> Version:
    """Give a stored version by its id.

    Raises:
        NoVersion: there is no such version.
        BrokenVersion: its manifest is missing or unreadable.
    """
    path = data_dir / "versions" / version_id
    if not path.is_dir():
        raise NoVersion(f"There is no version {version_id} in {data_dir}.")
    try:
        content = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
        return Version(path, Manifest(**content))
    except (OSError, ValueError, TypeError) as error:
        raise BrokenVersion(
            f"The manifest of version {version_id} cannot be read ({error})."
            " Delete its folder and build again."
        ) from error


def check(version: Version) -> None:
    """Read a version whole and compare it with its manifest.

    Raises:
        BrokenVersion: the quads are not those the id was made from.
    """
    with version.quads_path.open("rb") as quads:
        found = digest(quads)
    if found != version.manifest.id:
        raise BrokenVersion(
            f"The quads of version {version.manifest.id} have digest {found}."
            " Delete its folder and build again."
        )


@contextmanager
def building(data_dir: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the build lock, and sweep what a killed build left behind.

    Args:
        data_dir: where the lock is.
        patience: seconds to wait for another process to release it.

    Raises:
        BuildInProgress: another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + patience
    with (data_dir / "lock").open("w") as lock:
        while not _taken(lock.fileno()):
            if time.monotonic() > end:
                told = "Another build or write is running. Wait for it to end, then try again."
                raise BuildInProgress(f"{data_dir}: {told}")
            time.sleep(0.02)
        shutil.rmtree(data_dir / "tmp", ignore_errors=True)
        yield


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def publish(data_dir: Path, draft: Draft) -> Version:
    """Write a version and make it the one being served. Call it while holding the build lock.

    A version whose quads are already stored is not written again, only switched to.
    """
    version_id = digest(draft.lines)
    target = data_dir / "versions" / version_id
    if not target.is_dir():
        folder, parent = _scratch(data_dir), ""
        with suppress(NoVersion):
            parent = current_id(data_dir)
        _write(folder, version_id, draft, parent)
        folder.chmod(0o755)  # mkdtemp made it private; the server may run as another user
        target.parent.mkdir(exist_ok=True)
        folder.rename(target)
        _sync(target.parent)
    switch(data_dir, version_id)
    if draft.inputs:
        _replace_text(data_dir / "checked", f"{draft.inputs} {version_id}\n")
    return load(data_dir, version_id)


def checked_inputs(data_dir: Path) -> str:
    """Give the digest of the inputs that the version being served came from; empty: not known."""
    try:
        inputs, version_id = (data_dir / "checked").read_text(encoding="utf-8").split()
        return inputs if version_id == current_id(data_dir) else ""
    except (OSError, ValueError, NoVersion):
        return ""


def already_checked(data_dir: Path, inputs: str) -> Version | None:
    """Give the version being served if it came from these very inputs, else ``None``."""
    try:
        return current(data_dir) if checked_inputs(data_dir) == inputs else None
    except (NoVersion, BrokenVersion):
        return None


def switch(data_dir: Path, version_id: str) -> None:
    """Make a stored version the one being served, in one step."""
    link = _scratch(data_dir) / "current"
    link.symlink_to(Path("versions") / version_id)
    link.replace(data_dir / "current")
    _sync(data_dir)


def _write(folder: Path, version_id: str, draft: Draft, parent: str) -> None:
    on_disk = len(draft.lines) > draft.memory_triples
    (folder / "quads.nq").write_bytes(b"".join(draft.lines))
    (folder / "incoming.nq").write_bytes(b"".join(led_by_object(draft.lines)))
    (folder / "by_predicate").write_bytes(b"".join(led_by_predicate(draft.lines)))
    (folder / "report.ttl").write_text(draft.report, encoding="utf-8")
    if on_disk:
        store = ox.Store(str(folder / "store"))
        store.bulk_load(path=str(folder / "quads.nq"), format=ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
    manifest = Manifest(
        id=version_id,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        software=draft.software,
        quads=len(draft.lines),
        triples=count_triples(draft.lines),
        graphs=dict(sorted(draft.graphs.items())),
        storage="disk" if on_disk else "memory",
        parent=parent,
        origin=draft.origin,
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / _MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _scratch(data_dir: Path) -> Path:
    """Give a new empty folder on the same file system, so that what it holds can be moved in."""
    parent = data_dir / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=parent))


def _replace_text(path: Path, text: str) -> None:
    scratch = _scratch(path.parent) / path.name
    scratch.write_text(text, encoding="utf-8")
    _sync(scratch)
    scratch.replace(path)


def _sync(path: Path) -> None:
    """Ask the system to put a file or folder on disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
