"""Immutable versions in the data directory, and the switch between them.

Layout of the data directory::

    lock              held by a build or a write; the system releases it when the process dies
    tmp/              versions being written; whatever lies there is swept by the next build
    versions/ID/      one published version, never touched again; for its owner only
        manifest.json     what the version is (written before the version gets its name), with the
                          digest of each other file
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

import errno
import fcntl
import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chantier.default_dataset import DefaultDataset
from chantier.errors import BrokenVersion, BuildInProgress, LostCurrent, NoVersion
from chantier.store.default_graph import IN_MEMORY, is_as_wanted, storage_on_disk
from chantier.store.durable import replace_text, replacing, sync
from chantier.store.indexes import QUADS, Content, write_indexes, write_quads
from chantier.store.integrity import ADVICE, damaged_files, file_digests
from chantier.store.link import lost_link, was_published
from chantier.store.manifest import MANIFEST, REPORT, Manifest, Version
from chantier.store.storage import afterwards

LOCK_WAIT_SECONDS = 30.0
"""How long a build, a write, a rollback or a restore waits for another to end."""
_LOCK_POLL_SECONDS = 0.02
"""Time between two attempts to take the lock."""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that a new version is made of."""

    lines: Iterable[bytes]
    """Canonical N-Quads lines, iterated once."""
    report: str
    """The SHACL report, in Turtle."""
    inputs: str
    """Digest of all the build read, so that an unchanged build can be skipped; empty: none."""
    software: str
    memory_quads: int
    """Versions with more quads than this are stored for serving from disk."""
    origin: str = "build"
    default: DefaultDataset = DefaultDataset.FACTS
    """What a query asks that names no graph."""


def current_id(data_dir: Path) -> str:
    """The id of the version being served; costs one system call.

    Raises:
        NoVersion: nothing was published yet, or the link is lost.
        LostCurrent: something else stands in the place of the link.
    """
    try:
        return (data_dir / "current").readlink().name
    except (FileNotFoundError, NotADirectoryError):
        raise NoVersion(
            f"The data directory {data_dir} holds no version yet. Run “chantier build”."
        ) from None
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise lost_link(data_dir, kept_versions(data_dir)) from None


def served_id(data_dir: Path) -> str:
    """The id of the version being served; empty where none is named."""
    try:
        return current_id(data_dir)
    except (NoVersion, LostCurrent):
        return ""


def kept_versions(data_dir: Path) -> list[Version]:
    """Every version whose manifest can be read, from the youngest to the oldest."""
    found = []
    for path in (data_dir / "versions").glob("*"):
        with suppress(BrokenVersion, NoVersion):
            found.append(load(data_dir, path.name))
    return sorted(found, key=_age, reverse=True)


def _age(version: Version) -> tuple[str, int, int]:
    """Its date, its number and, where older software made it, when its manifest was written."""
    written = (version.path / MANIFEST).stat().st_mtime_ns
    return version.manifest.created, version.manifest.number, written


def current(data_dir: Path) -> Version:
    """The version being served.

    Raises:
        NoVersion: nothing was published yet.
        LostCurrent: something was, and the link that names it is lost or leads nowhere.
        BrokenVersion: its manifest is missing or unreadable.
    """
    try:
        return load(data_dir, current_id(data_dir))
    except NoVersion:
        if was_published(data_dir, kept := kept_versions(data_dir)):
            raise lost_link(data_dir, kept) from None
        raise


def load(data_dir: Path, version_id: str) -> Version:
    """The stored version of an id.

    Raises:
        NoVersion: there is no such version.
        BrokenVersion: its manifest is missing or unreadable.
    """
    path = data_dir / "versions" / version_id
    if not path.is_dir():
        raise NoVersion(f"There is no version {version_id} in {data_dir}.")
    try:
        manifest = Manifest(**json.loads((path / MANIFEST).read_bytes()))
        if manifest.id != version_id:
            raise ValueError(f"it is that of {manifest.id}")
        if manifest.seal and manifest.seal != manifest.computed_seal:
            raise ValueError("it was changed since it was written")
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenVersion(
            f"The manifest of version {version_id} cannot be read ({error}). {ADVICE}", [MANIFEST]
        ) from error
    return Version(path, manifest)


@contextmanager
def building(data_dir: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the build lock, and sweep what a killed build left behind.

    Args:
        data_dir: where the lock is.
        wait_seconds: how long to wait for another process to release it.

    Raises:
        BuildInProgress: another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with (data_dir / "lock").open("w") as lock:
        while not _taken(lock.fileno()):
            if time.monotonic() > deadline:
                raise BuildInProgress(
                    f"{data_dir} : une autre construction ou écriture est en cours. Attendez"
                    " qu’elle finisse, puis recommencez.",
                    f"{data_dir}: Another build or write is running. Wait for it to end, then try"
                    " again.",
                )
            time.sleep(_LOCK_POLL_SECONDS)
        shutil.rmtree(data_dir / "tmp", ignore_errors=True)
        yield


def _taken(lock: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def publish(data_dir: Path, draft: Draft) -> Version:
    """Write a version and make it the one being served. Call it while holding the build lock.

    A version whose quads are already stored is not written again, only switched to, unless what
    is stored is damaged, or was made for another default dataset.
    """
    with scratch(data_dir) as folder:
        content = write_quads(folder, draft.lines)
        target = data_dir / "versions" / content.digest
        if not is_intact(data_dir, content.digest, draft.default):
            _complete(data_dir, folder, content, draft)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            target.parent.chmod(0o700)  # older software let others look in
            with scratch(data_dir) as damaged:
                if target.exists():
                    target.rename(damaged / target.name)
                folder.rename(target)
            sync(target.parent)
    switch(data_dir, content.digest)
    if draft.inputs:
        with afterwards("which sources it came from"):
            replace_text(data_dir / "checked", f"{draft.inputs} {content.digest}\n")
    return load(data_dir, content.digest)


def is_intact(data_dir: Path, version_id: str, default: DefaultDataset) -> bool:
    """Whether a version is stored, for a default dataset, and each file is as it was written."""
    try:
        version = load(data_dir, version_id)
        known = version.manifest
        fits = is_as_wanted(default, known.storage, known.graphs, known.triples)
        return fits and not damaged_files(version)
    except (BrokenVersion, NoVersion):
        return False


def checked_inputs(data_dir: Path) -> str:
    """The digest of the inputs that the version being served came from; empty: not known."""
    try:
        inputs, version_id = (data_dir / "checked").read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return ""
    return inputs if version_id == served_id(data_dir) else ""


def already_checked(data_dir: Path, inputs: str, default: DefaultDataset) -> Version | None:
    """The version being served if it is what these inputs give and is whole, else ``None``."""
    served = served_id(data_dir)
    if checked_inputs(data_dir) != inputs or not is_intact(data_dir, served, default):
        return None
    return load(data_dir, served)


def switch(data_dir: Path, version_id: str) -> None:
    """Make a stored version the one being served, in one step."""
    current_link = data_dir / "current"
    if current_link.is_dir() and not current_link.is_symlink():  # as some ways of copying leave it
        current_link.rename(data_dir / f"current.aside-{time.time_ns()}")
    with replacing(current_link) as link:
        link.symlink_to(Path("versions") / version_id)


def _complete(data_dir: Path, folder: Path, content: Content, draft: Draft) -> None:
    """Write what a version holds beside its quads, and put all of it on disk.

    Whatever the clock says, it is not older than any that is kept.
    """
    kept = [version.manifest for version in kept_versions(data_dir)]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    storage = IN_MEMORY
    if content.quads > draft.memory_quads:
        storage = storage_on_disk(draft.default, content.graphs, content.triples)
    write_indexes(folder, storage)
    (folder / REPORT).write_text(draft.report, encoding="utf-8")
    manifest = Manifest(
        id=content.digest,
        created=max([now, *(manifest.created for manifest in kept)]),
        software=draft.software,
        quads=content.quads,
        triples=content.triples,
        graphs=content.graphs,
        storage=storage,
        parent=served_id(data_dir),
        origin=draft.origin,
        number=1 + max((manifest.number for manifest in kept), default=0),
        files=file_digests(folder) | {QUADS: content.digest},
    )
    (folder / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


@contextmanager
def scratch(data_dir: Path) -> Iterator[Path]:
    """A new empty folder on the same file system, removed at the end unless it was moved."""
    parent = data_dir / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
