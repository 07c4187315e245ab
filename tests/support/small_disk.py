"""A disk of a given size, which may fill or be read-only, where the system lets one be mounted."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_CHUNK_BYTES = 4096


@dataclass(frozen=True)
class SmallDisk:
    """A disk in memory that only processes in its namespace see."""

    folder: Path
    """Where it is, for those processes."""
    holder: int
    """The process that keeps its namespace."""

    @property
    def inside(self) -> tuple[str, ...]:
        """What to put before a command, so that it sees the disk."""
        return ("nsenter", f"--target={self.holder}", "--user", "--mount", "--preserve-credentials")

    @property
    def seen(self) -> Path:
        """The folder as the tests see it."""
        return Path(f"/proc/{self.holder}/root{self.folder}")

    def fill(self, but_bytes: int = 0) -> None:
        """Leave room for so many bytes and no more."""
        with (self.seen / "filler").open("ab", buffering=0) as filler:
            with suppress(OSError):
                while filler.write(bytes(_CHUNK_BYTES)):
                    pass
            filler.truncate(max(0, filler.tell() - but_bytes))

    def empty(self) -> None:
        """Give the room back."""
        (self.seen / "filler").unlink()

    def make_read_only(self) -> None:
        """Let nobody write any more; while a file is open for writing, the system refuses."""
        command = ["mount", "-o", "remount,bind,ro", str(self.folder)]
        subprocess.run([*self.inside, *command], check=True)

    def make_writable(self) -> None:
        """Let everybody write again."""
        command = ["mount", "-o", "remount,bind,rw", str(self.folder)]
        subprocess.run([*self.inside, *command], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount a disk on a new folder; the test is skipped where that is not allowed."""
    unshare = shutil.which("unshare")
    if unshare is None or not shutil.which("nsenter"):
        pytest.skip("no unshare or nsenter here: a disk cannot be mounted for a test")
    folder.mkdir(parents=True)
    mounted = f"mount -t tmpfs -o size={megabytes}m tmpfs {folder} && echo ready"
    holder = subprocess.Popen(
        [
            *(unshare, "--user", "--map-root-user", "--mount"),
            *("/bin/sh", "-c", f"{mounted} && exec sleep 3600"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert holder.stdout
        if holder.stdout.readline() != b"ready\n":
            reason = holder.communicate()[1].decode().strip()
            pytest.skip(f"a disk cannot be mounted for a test here: {reason}")
        yield SmallDisk(folder, holder.pid)
    finally:
        holder.kill()
        holder.communicate()


def is_root() -> bool:
    """Whether permissions of files do not bind the tests."""
    return os.geteuid() == 0
