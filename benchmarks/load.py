"""Load: the same requests for each server in turn, several times; the medians are kept."""

from __future__ import annotations

import json
import logging
import math
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import processes, workload
from benchmarks.answers import Check, accept, check, differing
from benchmarks.generate import VAR
from benchmarks.peer import Peer
from benchmarks.peers import Nginx
from benchmarks.programs import AbsentError, debian, run
from benchmarks.workload import Query

_LOG = logging.getLogger(__name__)
_SCRIPT = Path(__file__).with_name("wrk.lua")
PROCESS_COUNT = 2
"""Processes of the servers that say how many they want."""
_CHECKED_QUERY_COUNT = 3
"""Queries of a class whose answers are compared."""
_MAX_WARM_UP_SECONDS = 20.0
"""Time that a fixed set is asked before it is measured."""
_WARM_UP_PASS_COUNT = 8
"""Times that it is asked whole, so that every process has seen it."""
_DRAW_COUNT = 20_000
"""Requests drawn from a fixed set."""
_EXERCISE_QUERY_COUNT = 2_000
"""Queries of each class that a server answers, unmeasured, before anything is measured."""
_MAX_ANSWER_SECONDS = 60
"""Time that the load generator waits for an answer."""
_MAX_IDLE_WAIT_SECONDS = 45
"""Time that a server has to become idle after a measure."""

Cell = dict[str, object]
"""The figures of one server, as they go into the results."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure."""

    enterprises: int
    classes: tuple[str, ...]
    clients: tuple[int, ...]
    seconds: int
    """Length of one measure; slow servers get more, up to ``longest``."""
    longest: int
    repeats: int
    seed: int


@dataclass(slots=True)
class Outcome:
    """All that was measured: class → clients → server → figures."""

    cold: dict[str, dict[str, dict[str, Cell]]] = field(default_factory=dict)
    warm: dict[str, dict[str, dict[str, Cell]]] = field(default_factory=dict)
    differs: dict[str, dict[str, str]] = field(default_factory=dict)
    """Class → server → how many solutions it gave, and how many the others."""


def measure(plan: Plan, peers: Sequence[Peer]) -> Outcome:
    """Measure everything of a plan on servers that run."""
    outcome = Outcome()
    asked = [peer for peer in peers if not isinstance(peer, Nginx)]
    serials = Counter[str]()
    for peer in asked:
        _exercise(plan, peer)
    for name in plan.classes:
        if name in workload.CLASSES:
            _measure_cold(plan, name, asked, outcome, serials)
    names = [name for name in plan.classes if name in workload.WARM]
    fast = [peer for peer in peers if peer.name in ("chantier", "oxigraph", "oxigraph-memory")]
    nginx = next((peer for peer in peers if isinstance(peer, Nginx)), None)
    for name in names:
        _measure_warm(plan, name, fast, nginx, outcome)
    return outcome


def _exercise(plan: Plan, peer: Peer) -> None:
    """Let a server work for a while, unmeasured: some compile their own code as they go."""
    names = ("point", "join", "construct", "describe", "path")
    lists = (
        workload.cold(name, plan.enterprises, ~plan.seed, _EXERCISE_QUERY_COUNT) for name in names
    )
    lines = [query.target for together in zip(*lists, strict=True) for query in together]
    _LOG.info("%s: warming up", peer.title)
    _wrk(peer, _write_lines(lines, "exercise"), PROCESS_COUNT, plan.longest)


def _measure_cold(
    plan: Plan, name: str, peers: Sequence[Peer], outcome: Outcome, serials: Counter[str]
) -> None:
    def fresh(count: int) -> list[Query]:
        first = serials[name]
        serials[name] += count
        return workload.cold(name, plan.enterprises, plan.seed, count, first)

    checks = check(peers, fresh(_CHECKED_QUERY_COUNT))
    outcome.differs.update({name: found} if (found := differing(checks)) else {})
    count = workload.CLASSES[name].max_per_second * plan.seconds
    for clients in plan.clients:
        _LOG.info("%s, %d clients", name, clients)
        cells: dict[str, list[Cell]] = {peer.name: [] for peer in peers}
        for repeat in range(plan.repeats):
            file = _write_lines([query.target for query in fresh(count)], "cold")
            files = dict.fromkeys(cells, file)
            _one_round(plan, peers, clients, repeat, files, checks, cells)
        outcome.cold.setdefault(name, {})[str(clients)] = _medians(cells)


def _measure_warm(
    plan: Plan, name: str, peers: Sequence[Peer], nginx: Nginx | None, outcome: Outcome
) -> None:
    asked = workload.warm_set(name, plan.enterprises, plan.seed)
    order = workload.zipf(len(asked), plan.seed, _DRAW_COUNT)
    lines = [asked[place].target for place in order]
    files = {peer.name: _write_lines(lines, "warm") for peer in peers}
    ours = next((peer for peer in peers if peer.name == "chantier"), None)
    measured: list[Peer] = list(peers)
    if nginx and ours:
        _save_answers(ours, nginx, name, asked)
        lines = [f"f {name}-{place}" for place in order]
        files[nginx.name] = _write_lines(lines, "warm-nginx")
        measured.append(nginx)
    for peer in peers:
        _warm_up(peer, asked)
    checks = check(peers, asked[:_CHECKED_QUERY_COUNT])
    for clients in plan.clients:
        _LOG.info("%s, %d clients", name, clients)
        cells: dict[str, list[Cell]] = {peer.name: [] for peer in measured}
        for repeat in range(plan.repeats):
            _one_round(plan, measured, clients, repeat, files, checks, cells)
        outcome.warm.setdefault(name, {})[str(clients)] = _medians(cells)


def _one_round(
    plan: Plan,
    peers: Sequence[Peer],
    clients: int,
    repeat: int,
    files: Mapping[str, Path],
    checks: Mapping[str, Check],
    cells: Mapping[str, list[Cell]],
) -> None:
    """Measure each server once, starting with another one at each repeat."""
    turn = repeat % len(peers)
    for peer in (*peers[turn:], *peers[:turn]):
        known = checks.get(peer.name)
        latency = known.latency if known else 0.0
        seconds = length(plan, latency, clients)
        if repeat and seconds != plan.seconds:
            continue  # a long measure needs no repeat
        if not seconds:
            cells[peer.name].append(_estimate(latency))
            continue
        cell = _wrk(peer, files[peer.name], clients, seconds)
        if cell.get("requests") == 0:  # not one answer in time: look longer
            cell = _wrk(peer, files[peer.name], clients, plan.longest)
        cells[peer.name].append(cell if cell["rate"] or not latency else _estimate(latency))


def length(plan: Plan, latency: float, clients: int) -> int:
    """The seconds to measure, so that each client gets about three answers.

    Returns:
        0 if even the longest measure would see next to no answer.
    """
    needed = latency * max(1.0, clients / PROCESS_COUNT)
    if 3 * needed <= plan.seconds:
        return plan.seconds
    if needed > 1.5 * plan.longest:
        return 0
    return min(plan.longest, math.ceil(3 * needed))


def _estimate(latency: float) -> Cell:
    """The figures of a server too slow to be measured, at best."""
    milliseconds = latency * 1000
    rate = PROCESS_COUNT / latency
    return {"rate": rate, "p50": milliseconds, "p99": milliseconds, "errors": 0, "estimated": True}


def _wrk(peer: Peer, targets: Path, clients: int, seconds: int) -> Cell:
    url = f"http://127.0.0.1:{peer.port}"
    flags = [
        "-t1",
        f"-c{clients}",
        f"-d{seconds}s",
        "--timeout",
        f"{_MAX_ANSWER_SECONDS}s",
        "-s",
        str(_SCRIPT),
    ]
    try:
        with peer.peak.watching(peer.pid):
            output = run([debian("wrk", "wrk"), *flags, url, "--", str(targets), peer.path])
    except AbsentError as error:
        _LOG.warning("%s: %s", peer.name, error)
        return {"rate": 0.0, "p50": 0.0, "p99": 0.0, "errors": 1}
    counts = json.loads(output.strip().splitlines()[-1])
    if not processes.settle(peer.pid, _MAX_IDLE_WAIT_SECONDS):
        _LOG.warning("%s was still busy long after its last request", peer.name)
    errors = counts["status"] + counts["broken"] + counts["late"]
    good = counts["requests"] - counts["status"]
    lines = sum(1 for _ in targets.open("rb"))
    return {
        "rate": good / counts["seconds"],
        "p50": counts["p50"],
        "p99": counts["p99"],
        "errors": errors,
        "bytes": counts["bytes"] / max(1, counts["requests"]),
        "requests": counts["requests"],
        "seconds": counts["seconds"],
        "again": counts["requests"] > lines,
    }


def repeated(peer: Peer, path: str, clients: int, seconds: int) -> float:
    """Answers a second to the same request, over and over."""
    url = f"http://127.0.0.1:{peer.port}{path}"
    flags = ["-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", f"{_MAX_ANSWER_SECONDS}s"]
    output = run([debian("wrk", "wrk"), *flags, url])
    if "Non-2xx" in output or not (found := re.search(r"Requests/sec:\s+([\d.]+)", output)):
        raise AbsentError(f"{peer.name} does not answer {path}: {output}")
    return float(found[1])


def _medians(cells: Mapping[str, list[Cell]]) -> dict[str, Cell]:
    return {name: summary(repeats) for name, repeats in cells.items() if repeats}


def summary(repeats: Sequence[Cell]) -> Cell:
    """The medians of several measures of the same thing, with the measures themselves."""
    first = repeats[0]
    kept: Cell = {}
    for key in ("rate", "p50", "p99", "bytes"):
        if key in first:
            kept[key] = median(float(str(cell[key])) for cell in repeats)
    kept["errors"] = sum(int(str(cell["errors"])) for cell in repeats)
    if first.get("estimated"):
        kept["estimated"] = True
    kept["repeats"] = list(repeats)
    return kept


def _warm_up(peer: Peer, asked: Sequence[Query]) -> None:
    deadline = time.monotonic() + _MAX_WARM_UP_SECONDS
    for _ in range(_WARM_UP_PASS_COUNT):
        for query in asked:
            if time.monotonic() > deadline:
                return
            peer.ask(query.target[2:], accept(query))


def _save_answers(ours: Peer, nginx: Nginx, name: str, asked: Sequence[Query]) -> None:
    for place, query in enumerate(asked):
        status, body = ours.ask(query.target[2:], accept(query))
        if status != 200:
            raise AbsentError(f"chantier answered {status} to a query of {name}")
        (nginx.files / f"{name}-{place}").write_bytes(body)


def _write_lines(lines: Sequence[str], name: str) -> Path:
    file = VAR / f"{name}.targets"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
