"""A server under mixed load for as long as one likes, and a verdict on how it bore it.

Usage::

    python tests/guard/soak.py --minutes 10
    python tests/guard/soak.py --minutes 60 --url http://127.0.0.1:8000 --token ces_…

Without ``--url`` it makes data of its own and serves it. Four kinds of visitors come at once, each
from its own loopback address: honest ones, who look things up and check every answer; hostile ones,
who send the bombs of ``test_bombs.py``; some who leave before their answer is there; and, where a
token is given or the server is started here, one who writes. Every five seconds the memory of all
processes of the server is taken (only of a server started here). At the end it prints what was
seen, and ends with 1 when an honest request failed, an answer was wrong, an acknowledged write is
missing, or memory kept growing.
"""

from __future__ import annotations

import argparse
import http.client
import random
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]

from test_bombs import BOMBS  # noqa: E402

from chantier.store import versions  # noqa: E402
from support.load import Server, Visitor, Writer, crowd, percentile, under_load  # noqa: E402

_GROWTH = 1.2
"""How many times the memory of the second quarter of the time that of the last may be."""
_SLACK_BYTES = 30_000_000


@dataclass
class Seen:
    """What happened, for the verdict."""

    honest: list[float] = field(default_factory=list)
    """Seconds each honest request took."""
    failures: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)


@dataclass
class Soak:
    """One run."""

    url: str
    server: Server | None
    end: float
    writer: Writer | None
    seen: Seen = field(default_factory=Seen)

    def run(self) -> None:
        """Send everybody, and take the memory until the time is over."""
        work: list[Callable[[int], None]] = [self._honest] * 2 + [self._hostile] * 4
        work += [self._leaving] * 2 + ([self._writing] if self.writer else [])
        threads = [
            threading.Thread(target=self._until_the_end, args=(action, number), daemon=True)
            for number, action in enumerate(work)
        ]
        for thread in threads:
            thread.start()
        while time.monotonic() < self.end:
            self._take_memory()
            time.sleep(min(5.0, max(0.0, self.end - time.monotonic())))
        for thread in threads:
            thread.join(60)
        time.sleep(2)
        self._take_memory()
        if self.writer and self.writer.missing():
            self.seen.failures.append(f"lost writes: {len(self.writer.missing())}")

    def _take_memory(self) -> None:
        if self.server:
            self.seen.memory.append(self.server.memory())

    def _until_the_end(self, action: Callable[[int], None], number: int) -> None:
        while time.monotonic() < self.end:
            action(number)

    def _honest(self, number: int) -> None:
        visitor = Visitor(self.url, "127.0.0.1", 30)
        started = time.perf_counter()
        try:
            if self.server:
                answer = visitor.look_up(random.randrange(10**9))  # noqa: S311
            else:
                text = f"SELECT * {{ ?s ?p ?o }} LIMIT 1 # {random.random()} {number}"  # noqa: S311
                answer = visitor.query(text)
            if answer.status != 200:
                self.seen.failures.append(f"{answer.status} {answer.text[:200]}")
        except (OSError, http.client.HTTPException, AssertionError) as error:
            self.seen.failures.append(f"{type(error).__name__}: {error}")
        self.seen.honest.append(time.perf_counter() - started)
        time.sleep(0.01)

    def _hostile(self, number: int) -> None:
        name = random.choice(list(BOMBS))  # noqa: S311
        try:
            status = Visitor(self.url, f"127.0.0.{20 + number}", 120).post(BOMBS[name]).status
            self.seen.statuses[f"hostile {status}"] += 1
        except (OSError, http.client.HTTPException) as error:
            self.seen.statuses[f"hostile {type(error).__name__}"] += 1
            self.seen.failures.append(f"no final answer to “{name}”: {error!r}")

    def _leaving(self, number: int) -> None:
        place = urlsplit(self.url)
        body = BOMBS[random.choice(list(BOMBS))].encode()  # noqa: S311
        head = (
            "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        with suppress(OSError):
            address = (str(place.hostname), place.port or 80)
            with socket.create_connection(address, 10, (f"127.0.0.{40 + number}", 0)) as line:
                line.sendall(head + body[: random.randrange(len(body) + 1)])  # noqa: S311
                time.sleep(random.uniform(0, 1))  # noqa: S311
        self.seen.statuses["left early"] += 1

    def _writing(self, _number: int) -> None:
        if self.writer:
            self.seen.statuses[f"write {self.writer.write()}"] += 1
        time.sleep(0.2)


@contextmanager
def _place(url: str) -> Iterator[tuple[str, Server | None]]:
    if url:
        yield url, None
        return
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "var"
        versions.publish(data_dir, crowd())
        with under_load(
            data_dir,
            CHANTIER_QUERY_SECONDS="2",
            CHANTIER_QUERY_MEMORY_BYTES="300000000",
            CHANTIER_WRITES="true",
            CHANTIER_SHACL_GATE="false",
        ) as server:
            yield server.url, server


def _tell(seen: Seen) -> bool:
    """Print the verdict; gives whether all is well."""
    milliseconds = [1000 * percentile(seen.honest, share) for share in (0.5, 0.99, 1.0)]
    quarter = len(seen.memory) // 4
    # Medians: a hostile query takes much memory for a moment.
    first = median(seen.memory[quarter : 2 * quarter] or [0])
    last = median(seen.memory[-quarter:] or [0])
    grew = last > first * _GROWTH + _SLACK_BYTES
    lines = [
        f"honest requests   {len(seen.honest)}",
        f"of these failed   {len(seen.failures)}",
        "honest, in ms     p50 {:.1f}, p99 {:.1f}, longest {:.1f}".format(*milliseconds),
        *(f"{name:<17} {count}" for name, count in sorted(seen.statuses.items())),
    ]
    if seen.memory:
        start, highest = seen.memory[0], max(seen.memory)
        lines.append(
            f"memory, in MB     {start / 1e6:.0f} at the start, {first / 1e6:.0f} in the second"
            f" quarter, {last / 1e6:.0f} in the last, at most {highest / 1e6:.0f}"
        )
    lines += [f"failure: {failure}" for failure in seen.failures[:10]]
    well = not seen.failures and not grew
    lines.append("verdict: " + ("it bore it well" if well else "it did NOT bear it well"))
    sys.stdout.write("\n".join(lines) + "\n")
    return well


def main() -> int:
    """Run the soak that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--url", default="", help="a running server; without it, one is started")
    parser.add_argument("--token", default="", help="a token that may write; without it, no writes")
    chosen = parser.parse_args()
    with _place(chosen.url) as (url, server):
        given = Writer(Visitor(url, "127.0.0.60", 60), chosen.token) if chosen.token else None
        writer = server.writer() if server else given
        soak = Soak(url, server, time.monotonic() + 60 * chosen.minutes, writer)
        soak.run()
    return 0 if _tell(soak.seen) else 1


if __name__ == "__main__":
    sys.exit(main())
