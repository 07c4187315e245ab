"""A server that is measured: filled, started, asked, stopped."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import processes
from benchmarks.generate import VAR, paths
from benchmarks.programs import MAX_RUN_SECONDS, AbsentError, tail


class Peer(ABC):
    """One server, on a free loopback port."""

    name: str
    title: str
    path = "/sparql"
    """The path of its SPARQL endpoint."""

    def __init__(self, data: Path) -> None:
        """Prepare to measure on a directory.

        Args:
            data: the folder that ``generate`` wrote.
        """
        self.ntriples, self.sources = paths(data)
        self.workdir = VAR / "peers" / self.name
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.peak = processes.Peak()
        self.loading = processes.Peak()
        self.load_seconds = 0.0
        self.version = ""

    @abstractmethod
    def have(self) -> str:
        """Install what is missing; the version.

        Raises:
            AbsentError: it cannot be had here.
        """

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The command that serves."""

    def load_command(self) -> Sequence[str]:
        """The command that fills the store before serving, if there is one."""
        return ()

    def environment(self) -> Mapping[str, str] | None:
        """The environment of the commands; None is this program's own."""
        return None

    def fill(self) -> None:  # noqa: B027  # most have nothing to do here
        """Fill the store through the server that runs, if that is how it is done."""

    def folder(self) -> Path:
        """The folder to serve from."""
        return self.workdir

    def store(self) -> Path | None:
        """The folder of the store; None if it is in memory only."""
        return None

    def find_port(self) -> None:  # noqa: B027  # most are given theirs
        """Read the port from the log, where the server takes one itself."""

    @property
    def pid(self) -> int:
        """The process that was started."""
        if self.process is None:
            raise AbsentError(f"{self.name} was not started")
        return self.process.pid

    def launch(self) -> None:
        """Fill the store from nothing, serve it, and wait for an answer.

        Raises:
            AbsentError: it does not load or does not answer.
        """
        shutil.rmtree(self.workdir, ignore_errors=True)
        self.workdir.mkdir(parents=True)
        started = time.monotonic()
        if load := self.load_command():
            log = self.workdir / "load.log"
            loader = processes.start(load, log, self.workdir, self.environment())
            with self.loading.watching(loader.pid):
                try:
                    code = loader.wait(MAX_RUN_SECONDS)
                except subprocess.TimeoutExpired:
                    processes.stop(loader)
                    raise AbsentError(f"loading did not end in {MAX_RUN_SECONDS} s") from None
            if code:
                raise AbsentError(f"loading failed ({code}): {_log_tail(log)}")
        self.port = processes.free_port()
        self.process = processes.start(
            self.command(), self.workdir / "serve.log", self.folder(), self.environment()
        )
        with self.loading.watching(self.pid):
            self._wait()
            self.fill()
        self.load_seconds = time.monotonic() - started
        processes.settle(self.pid, max_seconds=60)
        self.peak.look(self.pid)

    def _wait(self) -> None:
        deadline = time.monotonic() + MAX_RUN_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise AbsentError(f"it ended: {_log_tail(self.workdir / 'serve.log')}")
            self.find_port()
            try:
                status, _ = self.ask("query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D", "*/*")
                if status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.02)
        raise AbsentError(f"it did not answer in {MAX_RUN_SECONDS} s")

    def ask(self, parameters: str, accept: str, timeout: float = 120) -> tuple[int, bytes]:
        """Status and body of the answer to one SPARQL request.

        Raises:
            OSError: nobody answers.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", f"{self.path}?{parameters}", headers={"Accept": accept})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def stop(self) -> None:
        """End it, if it was started."""
        if self.process is not None:
            processes.stop(self.process)
            self.process = None


def _log_tail(log: Path) -> str:
    return tail(log.read_text(encoding="utf-8", errors="replace"))
