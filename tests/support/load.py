"""What the guard tests share: a crowd of data, visitors from other addresses, the process tree."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from chantier.store import versions
from chantier.updates import tokens
from support.client import Answer, Client
from support.server import serving
from support.small_versions import draft

E = "http://e/"
NODES = 2_500
HOSTILE = "127.0.0.2"
"""Another loopback address: to the server, another client."""
KINDS = ("main", "spare", "web", "fork", "zygote", "worker", "write")
"""What the server's processes are called, behind “chantier-”; “next” is of the next write."""
DIRECT = {"Content-Type": "application/sparql-query"}
BROKEN = (ConnectionError, http.client.BadStatusLine, http.client.IncompleteRead)
"""How a client sees that the process that held its connection is gone."""
_TICKS = os.sysconf("SC_CLK_TCK")


def crowd(extra: str = "") -> versions.Draft:
    """A chain of nodes, a star on a hub, a number each: 7,500 triples, and ``extra`` Turtle."""
    lines = [
        f"<{E}n{i}> <{E}p> <{E}n{i + 1}> . <{E}hub> <{E}q> <{E}n{i}> . <{E}n{i}> <{E}v> {i} ."
        for i in range(NODES)
    ]
    return draft("\n".join([*lines, extra]), memory_quads=1_000_000)


@dataclass(frozen=True)
class Visitor(Client):
    """A client that asks of the crowd, from an address of its own."""

    def post(self, text: str, accept: str = "*/*", **parameters: str) -> Answer:
        path = "/sparql" + (f"?{urlencode(parameters)}" if parameters else "")
        return self.send("POST", path, DIRECT | {"Accept": accept}, text.encode())

    def look_up(self, number: int) -> Answer:
        """Ask for the successor of a node: what an honest reader asks, a millisecond's work."""
        node = number % NODES
        text = f"SELECT ?o WHERE {{ <{E}n{node}> <{E}p> ?o }} # {number}"
        answer = self.query(text, "text/csv")
        if answer.status == 200:
            assert answer.body == f"o\r\n{E}n{node + 1}\r\n".encode(), "a wrong answer"
        return answer


@dataclass
class Writer:
    """Writes one number after the other, and remembers which were acknowledged."""

    visitor: Visitor
    token: str
    acknowledged: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    """Those that were answered by a status of error."""

    def write(self) -> int:
        """Write the next number; gives the status."""
        number = time.time_ns()
        text = f"INSERT DATA {{ GRAPH <{E}written> {{ <{E}s> <{E}at> {number} }} }}"
        sent = {"Content-Type": "application/sparql-update"}
        sent["Authorization"] = f"Bearer {self.token}"
        status = self.visitor.send("POST", "/sparql", sent, text.encode()).status
        (self.acknowledged if status < 300 else self.refused).append(number)
        return status

    def missing(self) -> set[int]:
        """The acknowledged numbers that are not there."""
        text = f"SELECT ?n {{ GRAPH <{E}written> {{ <{E}s> <{E}at> ?n }} }}"
        answer = self.visitor.query(text, "text/csv")
        assert answer.status == 200, answer.text
        return set(self.acknowledged) - set(map(int, answer.text.split()[1:]))


@dataclass
class Server:
    """A running server with the processes it is made of."""

    url: str
    data_dir: Path
    log: Path

    def visitor(self, source: str = "127.0.0.1", patience: float = 20.0) -> Visitor:
        return Visitor(self.url, source, patience)

    def pids(self) -> set[int]:
        """Every process that was started with this server's data directory."""
        mark = f"CHANTIER_DATA_DIR={self.data_dir}\0".encode()
        return {pid for pid in _all_pids() if mark in _read(pid, "environ") + b"\0"}

    def kinds(self) -> dict[str, list[int]]:
        """Processes by what they are called; ``lost`` are those that nobody is there for."""
        found: dict[str, list[int]] = {name: [] for name in (*KINDS, "next", "lost")}
        pids = self.pids()
        for pid in sorted(pids):
            name = _read(pid, "comm").decode().strip().removeprefix("chantier-")
            orphan = name in ("fork", "zygote", "worker") and _parent(pid) not in pids
            if name in found:
                found["lost" if orphan else name].append(pid)
        return found

    def writer(self) -> Writer:
        """Somebody with a token of their own, which may write anywhere."""
        name = f"writer-{secrets.token_hex(4)}"
        return Writer(self.visitor(), tokens.create(self.data_dir, name, ["*"]))

    def answers(self) -> bool:
        """Whether a look-up is answered."""
        with suppress(*BROKEN):
            return self.visitor(patience=5).look_up(time.monotonic_ns()).status == 200
        return False

    def memory(self) -> int:
        """Bytes of memory of all processes, shared pages counted once."""
        return sum(_proportional_bytes(pid) for pid in self.pids())

    def core_seconds(self) -> float:
        """Time on a core that the present processes have had so far."""
        return sum(_core_seconds(pid) for pid in self.pids())

    def has_ended(self, pid: int) -> bool:
        """Whether whoever started a process could be told that it is no more."""
        return _state(pid) in ("", "Z", "X")

    def stopped(self) -> list[int]:
        """Processes that were stopped and not let go on."""
        return [pid for pid in self.pids() if _state(pid) == "T"]


@contextmanager
def under_load(
    data_dir: Path, *, inside: Sequence[str] = (), **environment: str
) -> Iterator[Server]:
    """Serve a data directory until the block ends; ``inside`` as in ``serving``."""
    with serving(data_dir, inside=inside, **environment) as client:
        server = Server(client.url, data_dir, data_dir.parent / f"{data_dir.name}.log")
        try:
            yield server
        finally:
            for supervisor in server.kinds()[
                "main"
            ]:  # perhaps the standby of the one that was started
                os.kill(supervisor, signal.SIGTERM)
            until(lambda: not server.pids(), 30, "the server does not end")


def until(what: Callable[[], bool], patience: float, said: str) -> float:
    """Wait until something holds; gives the seconds it took."""
    started = time.monotonic()
    while not what():
        assert time.monotonic() - started < patience, said
        time.sleep(0.01)
    return time.monotonic() - started


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class Crew:
    """Threads that do the same thing over and over until told to stop."""

    action: Callable[[int], None]
    size: int
    failures: list[BaseException] = field(default_factory=list)
    rounds: int = 0

    def __enter__(self) -> Crew:
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True)
            for number in range(self.size)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
        hanging = [thread for thread in self._threads if thread.is_alive()]
        assert not hanging, f"{len(hanging)} requests hang"

    def _work(self, number: int) -> None:
        while not self._stop.is_set():
            try:
                self.action(number)
                self.rounds += 1
            except BaseException as error:
                self.failures.append(error)
                return


def _all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on."""
    return _read(pid, "stat").decode().rpartition(") ")[2].split()


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0


def _state(pid: int) -> str:
    fields = _fields(pid)
    return fields[0] if fields else ""


def _core_seconds(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _proportional_bytes(pid: int) -> int:
    for line in _read(pid, "smaps_rollup").decode().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
