"""Immutable versions in the data directory, and the switch between them.

Layout of the data directory::

    lock              held by whoever builds; the system releases it when the holder dies
    tmp/              versions being written; whatever lies there is swept by the next build
    versions/ID/      one published version, never touched again
        manifest.json     what the version is (written before the version gets its name)
        quads.nq          canonical N-Quads, sorted: lossless, searchable by subject
        incoming.nq       the same quads, each behind its object IRI, sorted: searchable by object
        report.ttl        the SHACL validation report
        store/            RocksDB files, for versions too large to hold in memory
    current           a symbolic link to versions/ID, replaced in one step
    checked           digest of the sources that were last checked, and the version they gave

A version is complete before it is renamed into ``versions/``, and the link moves only afterwards,
so a process killed at any moment leaves either the old version or the new one, never a mixture.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

from chantier.errors import BrokenVersion, BuildInProgress, NoVersion
from chantier.model.quads import digest

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
    """Digest of all that the build read, so that an unchanged build can be skipped."""
    software: str
    memory_triples: int
    """Versions with more quads than this are stored for serving from disk."""


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
def building(data_dir: Path) -> Iterator[None]:
    """Hold the build lock, and sweep what a killed build left behind.

    Raises:
        BuildInProgress: another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildInProgress(
                f"Another build is running in {data_dir}. Wait for it to end, then try again."
            ) from None
        shutil.rmtree(data_dir / "tmp", ignore_errors=True)
        yield


def publish(data_dir: Path, draft: Draft) -> Version:
    """Write a version and make it the one being served. Call it while holding the build lock.

    A version whose quads are already stored is not written again, only switched to.
    """
    version_id = digest(draft.lines)
    target = data_dir / "versions" / version_id
    if not target.is_dir():
        folder = _scratch(data_dir)
        _write(folder, version_id, draft)
        folder.chmod(0o755)  # mkdtemp made it private; the server may run as another user
        target.parent.mkdir(exist_ok=True)
        folder.rename(target)
        _sync(target.parent)
    switch(data_dir, version_id)
    _replace_text(data_dir / "checked", f"{draft.inputs} {version_id}\n")
    return load(data_dir, version_id)


def already_checked(data_dir: Path, inputs: str) -> Version | None:
    """Give the version being served if it came from these very inputs, else ``None``."""
    try:
        served = current_id(data_dir)
        remembered = (data_dir / "checked").read_text(encoding="utf-8").split()
        return load(data_dir, served) if remembered == [inputs, served] else None
    except (OSError, NoVersion, BrokenVersion):
        return None


def switch(data_dir: Path, version_id: str) -> None:
    """Make a stored version the one being served, in one step."""
    link = _scratch(data_dir) / "current"
    link.symlink_to(Path("versions") / version_id)
    link.replace(data_dir / "current")
    _sync(data_dir)


def _write(folder: Path, version_id: str, draft: Draft) -> None:
    on_disk = len(draft.lines) > draft.memory_triples
    (folder / "quads.nq").write_bytes(b"".join(draft.lines))
    (folder / "incoming.nq").write_bytes(b"".join(_by_object(draft.lines)))
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
        graphs=dict(sorted(draft.graphs.items())),
        storage="disk" if on_disk else "memory",
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
    (folder / _MANIFEST).write_text(text, encoding="utf-8")
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _by_object(lines: Sequence[bytes]) -> list[bytes]:
    """Put the object IRI in front of each line that has one, and sort."""
    led = []
    for line in lines:
        object_and_rest = line.split(b" ", 2)[2]
        if object_and_rest.startswith(b"<") and not object_and_rest.startswith(b"<<"):
            led.append(object_and_rest[: object_and_rest.index(b">") + 1] + b" " + line)
    return sorted(led)


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
