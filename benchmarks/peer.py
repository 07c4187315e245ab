"""A server that is measured: filled, started, asked, stopped."""

from __future__ import annotations

import http.client
import logging
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import processes
from benchmarks.generate import VAR, paths
from benchmarks.programs import MAX_RUN_SECONDS, AbsentError, tail

_LOG = logging.getLogger(__name__)
_MAX_ANSWER_SECONDS = 120
"""Time that one request may take."""
_POLL_SECONDS = 0.02
"""Time between two looks at whether a server answers."""
_MAX_IDLE_WAIT_SECONDS = 60
"""Time that a server has to become idle after it was filled."""


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
    def install(self) -> str:
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

    def try_launch(self) -> str:
        """Install and launch it; the reason why it cannot be, or nothing."""
        try:
            self.version = self.install()
            _LOG.info("%s %s: loading", self.title, self.version)
            self.launch()
        except AbsentError as error:
            self.stop()
            _LOG.warning("%s is absent: %s", self.title, error)
            return str(error)
        _LOG.info("%s: ready after %.1f s", self.title, self.load_seconds)
        return ""

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
        processes.settle(self.pid, _MAX_IDLE_WAIT_SECONDS)
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
            time.sleep(_POLL_SECONDS)
        raise AbsentError(f"it did not answer in {MAX_RUN_SECONDS} s")

    def ask(self, parameters: str, accept: str) -> tuple[int, bytes]:
        """Status and body of the answer to one SPARQL request.

        Raises:
            OSError: nobody answers.
        """
        return self._get(f"{self.path}?{parameters}", {"Accept": accept})

    def content(self, path: str) -> bytes:
        """The bytes at a path, asked for without any preference.

        Raises:
            AbsentError: the status is not 200.
            OSError: nobody answers.
        """
        status, body = self._get(path, {})
        if status != 200:
            raise AbsentError(f"{self.name}: {path} answered {status}")
        return body

    def _get(self, target: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_MAX_ANSWER_SECONDS)
        try:
            connection.request("GET", target, headers=dict(headers))
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
