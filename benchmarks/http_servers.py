"""Cached answers of chantier beside fixed answers of uvicorn, granian and nginx.

The others do the least that a server can do: they return bytes that they hold, by their path.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

from benchmarks import conditions, load, processes, table
from benchmarks.bare import OPTIONS, Bare
from benchmarks.generate import ROOT, VAR
from benchmarks.peer import Peer
from benchmarks.peers import Nginx
from benchmarks.site import Site

_LOG = logging.getLogger(__name__)
DOCUMENT_PATH = "/doc/region/06.ttl"
"""A document of about 9 kB, which chantier caches once it was asked for."""
SHORT_BYTES = 3_000
"""Length of the shorter answer, which only the bare applications return."""
_WARM_UP_SECONDS = 1
"""Time that each answer is asked for before anything is measured."""
_WARM_UP_CLIENT_COUNT = 16
"""Clients that ask meanwhile: enough for every process to have answered."""
Rates = Mapping[str, Sequence[float]]
"""A figure of each round, by number of clients."""


@dataclass(frozen=True, slots=True)
class Target:
    """An answer that is asked for again and again: a row of the table."""

    peer: Peer
    path: str
    body: bytes
    rates: dict[str, list[float]] = field(default_factory=dict)
    """Requests a second."""
    processor_us: dict[str, list[float]] = field(default_factory=dict)
    """Microseconds of processor time a request, which other work of the machine changes less."""

    def check(self) -> None:
        """Compare the answer with what it should be.

        Raises:
            ValueError: it has other bytes.
        """
        if self.peer.content(self.path) != self.body:
            raise ValueError(f"{self.peer.title} answers {self.path} with other bytes.")

    def figures(self) -> dict[str, Any]:
        """Its entry in the results."""
        return {
            "server": self.peer.title,
            "version": self.peer.version,
            "bytes": len(self.body),
            "rates": self.rates,
            "processor_us": self.processor_us,
        }


def _targets(stack: ExitStack, absent: dict[str, str]) -> Iterator[Target]:
    """Start every server that is installed; its answers, those of chantier first."""
    ours = Site(VAR)
    stack.callback(ours.stop)
    ours.version = ours.install()
    ours.launch()
    document = ours.content(DOCUMENT_PATH)
    bodies = {"short": document[:SHORT_BYTES], "document": document}
    yield Target(ours, DOCUMENT_PATH, document)
    for peer in (*(Bare(name, bodies) for name in OPTIONS), nginx := Nginx(VAR)):
        stack.callback(peer.stop)
        if reason := peer.try_launch():
            absent[peer.title] = reason
        elif peer is nginx:
            (nginx.files / "document").write_bytes(document)
            yield Target(nginx, "/document", document)
        else:
            yield from (Target(peer, f"/{name}", body) for name, body in bodies.items())


def measure(targets: Sequence[Target], clients: Sequence[int], seconds: int, rounds: int) -> None:
    """Ask for every answer in turn, each round beginning with another one."""
    for target in targets:
        target.check()
        load.repeated(target.peer, target.path, _WARM_UP_CLIENT_COUNT, _WARM_UP_SECONDS)
    for count in clients:
        for number in range(rounds):
            _LOG.info("%d clients, round %d", count, number + 1)
            first = number % len(targets)
            for target in (*targets[first:], *targets[:first]):
                processes.settle(target.peer.pid)
                before_seconds = processes.processor_seconds(target.peer.pid)
                rate = load.repeated(target.peer, target.path, count, seconds)
                used_seconds = processes.processor_seconds(target.peer.pid) - before_seconds
                target.rates.setdefault(str(count), []).append(rate)
                microseconds = 1e6 * used_seconds / (rate * seconds)
                target.processor_us.setdefault(str(count), []).append(microseconds)


def ratios(ours: Rates, theirs: Rates) -> list[float]:
    """Median requests a second of ours divided by theirs, for each number of clients."""
    return [median(ours[clients]) / median(rates) for clients, rates in theirs.items()]


def markdown(answers: Sequence[Mapping[str, Any]], absent: Mapping[str, str]) -> str:
    """The table of the answers, ours first, and a line for each server that is absent."""
    ours, rows = answers[0]["rates"], []
    for answer in answers:
        rates, costs = (map(median, answer[key].values()) for key in ("rates", "processor_us"))
        figures = (rates, ratios(ours, answer["rates"]), costs)
        cells = [f"{answer['server']} {answer['version']}", table.short(answer["bytes"])]
        rows.append([*cells, *(" · ".join(map(table.short, row)) for row in figures)])
    headings = ["server", "bytes", "requests a second", "chantier ÷ it", "processor, µs a request"]
    parts = table.section(f"Clients: {' · '.join(ours)}", headings, rows)
    return "\n\n".join([*parts, *(f"{name} is absent: {why}" for name, why in absent.items())])


def main(argv: Sequence[str] | None = None) -> None:
    """Start the servers, measure, print the table; write the results when asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.http_servers", description=__doc__)
    parser.add_argument("--seconds", type=int, default=2, help="length of one measure (2)")
    parser.add_argument("--rounds", type=int, default=3, help="measures of each answer (3)")
    parser.add_argument("--clients", default="1,4,16", help="comma-separated (1,4,16)")
    parser.add_argument("--write", action="store_true", help="write results/DATE-http-servers.json")
    given = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    clients = [int(count) for count in given.clients.split(",")]
    run = {"clients": clients, "seconds": given.seconds, "rounds": given.rounds}
    date = datetime.now(UTC).date().isoformat()
    commit, machine = conditions.commit(), conditions.machine()
    absent: dict[str, str] = {}
    with ExitStack() as stack:
        targets = list(_targets(stack, absent))
        measure(targets, clients, given.seconds, given.rounds)
    machine["load_after"] = os.getloadavg()[0]
    answers = [target.figures() for target in targets]
    _LOG.info("done\n\n%s", markdown(answers, absent))
    if given.write:
        file = ROOT / "benchmarks" / "results" / f"{date}-http-servers.json"
        found = {"run": run, "answers": answers, "absent": absent}
        results = {"date": date, "commit": commit, "machine": machine, **found}
        file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
