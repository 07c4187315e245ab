"""Immutable versions in the data directory, and the switch between them.

Layout of the data directory::

    lock              held by a build or a write; the system releases it when the process dies
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
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from chantier.errors import BrokenVersion, BuildInProgress, NoVersion
from chantier.rdf.nquads import digest
from chantier.store.durable import replace_text, replacing, sync
from chantier.store.indexes import QUADS, Content, write_indexes, write_quads

_MANIFEST = "manifest.json"
LOCK_WAIT_SECONDS = 30.0
"""How long a build, a write, a rollback or a restore waits for another to end."""
_LOCK_POLL_SECONDS = 0.02
"""Time between two attempts to take the lock."""


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
    """Size of the union of the graphs; 0 where older software did not count it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: its folder and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def quads_path(self) -> Path:
        """The canonical quads, sorted by subject."""
        return self.path / QUADS

    @property
    def report_path(self) -> Path:
        """The SHACL validation report, in Turtle."""
        return self.path / "report.ttl"


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


def current_id(data_dir: Path) -> str:
    """The id of the version being served; costs one system call.

    Raises:
        NoVersion: nothing was published yet.
    """
    try:
        return (data_dir / "current").readlink().name
    except FileNotFoundError:
        raise NoVersion(
            f"The data directory {data_dir} holds no version yet. Run “chantier build”."
        ) from None


def served_id(data_dir: Path) -> str:
    """The id of the version being served; empty where nothing was published yet."""
    try:
        return current_id(data_dir)
    except NoVersion:
        return ""


def current(data_dir: Path) -> Version:
    """The version being served.

    Raises:
        NoVersion: nothing was published yet.
        BrokenVersion: its manifest is missing or unreadable.
    """
    return load(data_dir, current_id(data_dir))


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
        return Version(path, Manifest(**json.loads((path / _MANIFEST).read_bytes())))
    except (OSError, ValueError, TypeError) as error:
        raise BrokenVersion(
            f"The manifest of version {version_id} cannot be read ({error})."
            " Delete its folder and build again."
        ) from error


def verify(version: Version) -> None:
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

    A version whose quads are already stored is not written again, only switched to.
    """
    with scratch(data_dir) as folder:
        content = write_quads(folder, draft.lines)
        target = data_dir / "versions" / content.digest
        if not target.is_dir():
            _complete(folder, content, draft, served_id(data_dir))
            target.parent.mkdir(exist_ok=True)
            folder.rename(target)
            sync(target.parent)
    switch(data_dir, content.digest)
    if draft.inputs:
        replace_text(data_dir / "checked", f"{draft.inputs} {content.digest}\n")
    return load(data_dir, content.digest)


def checked_inputs(data_dir: Path) -> str:
    """The digest of the inputs that the version being served came from; empty: not known."""
    try:
        inputs, version_id = (data_dir / "checked").read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return ""
    return inputs if version_id == served_id(data_dir) else ""


def already_checked(data_dir: Path, inputs: str) -> Version | None:
    """The version being served if it came from these very inputs, else ``None``."""
    try:
        return current(data_dir) if checked_inputs(data_dir) == inputs else None
    except (NoVersion, BrokenVersion):
        return None


def switch(data_dir: Path, version_id: str) -> None:
    """Make a stored version the one being served, in one step."""
    with replacing(data_dir / "current") as link:
        link.symlink_to(Path("versions") / version_id)


def _complete(folder: Path, content: Content, draft: Draft, parent: str) -> None:
    """Write what a version holds beside its quads, and put all of it on disk."""
    on_disk = content.quads > draft.memory_quads
    write_indexes(folder, on_disk=on_disk)
    (folder / "report.ttl").write_text(draft.report, encoding="utf-8")
    manifest = Manifest(
        id=content.digest,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        software=draft.software,
        quads=content.quads,
        triples=content.triples,
        graphs=content.graphs,
        storage="disk" if on_disk else "memory",
        parent=parent,
        origin=draft.origin,
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / _MANIFEST).write_text(f"{text}\n", encoding="utf-8")
    folder.chmod(0o755)  # mkdtemp made it private; the server may run as another user
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
