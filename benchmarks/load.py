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
from benchmarks.workload import Asked

_LOG = logging.getLogger(__name__)
_SCRIPT = Path(__file__).with_name("wrk.lua")
_CORES = 2  # processes of the servers that say how many they want
_CHECKED = 3  # queries of a class whose answers are compared
_WARM_UP = 20.0  # seconds at most to ask a fixed set before it is measured
_WARM_PASSES = 8  # connections over which it is asked, so that every process has seen it
_DRAWS = 20_000

Cell = dict[str, object]
"""What was measured of one server, as it goes into the results."""


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
    lists = (workload.cold(name, plan.enterprises, ~plan.seed, 2_000) for name in names)
    lines = [query.target for together in zip(*lists, strict=True) for query in together]
    _LOG.info("%s: warming up", peer.title)
    _wrk(peer, _write_lines(lines, "exercise"), _CORES, plan.longest)


def _measure_cold(
    plan: Plan, name: str, peers: Sequence[Peer], outcome: Outcome, serials: Counter[str]
) -> None:
    def fresh(count: int) -> list[Asked]:
        first = serials[name]
        serials[name] += count
        return workload.cold(name, plan.enterprises, plan.seed, count, first)

    checks = check(peers, fresh(_CHECKED))
    outcome.differs.update({name: found} if (found := differing(checks)) else {})
    count = workload.CLASSES[name].fastest * plan.seconds
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
    order = workload.zipf(len(asked), plan.seed, _DRAWS)
    lines = [asked[place].target for place in order]
    files = {peer.name: _write_lines(lines, "warm") for peer in peers}
    ours = next((peer for peer in peers if peer.name == "chantier"), None)
    everybody: list[Peer] = list(peers)
    if nginx and ours:
        _save_answers(ours, nginx, name, asked)
        lines = [f"f {name}-{place}" for place in order]
        files[nginx.name] = _write_lines(lines, "warm-nginx")
        everybody.append(nginx)
    for peer in peers:
        _warm_up(peer, asked)
    checks = check(peers, asked[:_CHECKED])
    for clients in plan.clients:
        _LOG.info("%s, %d clients", name, clients)
        cells: dict[str, list[Cell]] = {peer.name: [] for peer in everybody}
        for repeat in range(plan.repeats):
            _one_round(plan, everybody, clients, repeat, files, checks, cells)
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
    """Give the seconds to measure, so that each client gets about three answers.

    Returns:
        0 if even the longest measure would see next to no answer.
    """
    needed = latency * max(1.0, clients / _CORES)
    if 3 * needed <= plan.seconds:
        return plan.seconds
    if needed > 1.5 * plan.longest:
        return 0
    return min(plan.longest, math.ceil(3 * needed))


def _estimate(latency: float) -> Cell:
    """What a server too slow to be measured would do at best."""
    milliseconds = latency * 1000
    rate = _CORES / latency
    return {"rate": rate, "p50": milliseconds, "p99": milliseconds, "errors": 0, "estimated": True}


def _wrk(peer: Peer, targets: Path, clients: int, seconds: int) -> Cell:
    url = f"http://127.0.0.1:{peer.port}"
    flags = ["-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", str(_SCRIPT)]
    try:
        with peer.peak.watching(peer.pid):
            said = run([debian("wrk", "wrk"), *flags, url, "--", str(targets), peer.path])
    except AbsentError as error:
        _LOG.warning("%s: %s", peer.name, error)
        return {"rate": 0.0, "p50": 0.0, "p99": 0.0, "errors": 1}
    told = json.loads(said.strip().splitlines()[-1])
    if not processes.settle(peer.pid, patience=45):
        _LOG.warning("%s was still busy long after its last request", peer.name)
    errors = told["status"] + told["broken"] + told["late"]
    good = told["requests"] - told["status"]
    lines = sum(1 for _ in targets.open("rb"))
    return {
        "rate": good / told["seconds"],
        "p50": told["p50"],
        "p99": told["p99"],
        "errors": errors,
        "bytes": told["bytes"] / max(1, told["requests"]),
        "requests": told["requests"],
        "seconds": told["seconds"],
        "again": told["requests"] > lines,
    }


def repeated(peer: Peer, path: str, clients: int, seconds: int) -> float:
    """Give the answers a second to the same request, over and over."""
    url = f"http://127.0.0.1:{peer.port}{path}"
    flags = ["-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s"]
    said = run([debian("wrk", "wrk"), *flags, url])
    if "Non-2xx" in said or not (found := re.search(r"Requests/sec:\s+([\d.]+)", said)):
        raise AbsentError(f"{peer.name} does not answer {path}: {said}")
    return float(found[1])


def _medians(cells: Mapping[str, list[Cell]]) -> dict[str, Cell]:
    return {name: summary(repeats) for name, repeats in cells.items() if repeats}


def summary(repeats: Sequence[Cell]) -> Cell:
    """Give the medians of several measures of the same thing, with the measures themselves."""
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


def _warm_up(peer: Peer, asked: Sequence[Asked]) -> None:
    deadline = time.monotonic() + _WARM_UP
    for _ in range(_WARM_PASSES):
        for query in asked:
            if time.monotonic() > deadline:
                return
            peer.ask(query.target[2:], accept(query))


def _save_answers(ours: Peer, nginx: Nginx, name: str, asked: Sequence[Asked]) -> None:
    for place, query in enumerate(asked):
        status, body = ours.ask(query.target[2:], accept(query))
        if status != 200:
            raise AbsentError(f"chantier answered {status} to a query of {name}")
        (nginx.files / f"{name}-{place}").write_bytes(body)


def _write_lines(lines: Sequence[str], name: str) -> Path:
    file = VAR / f"{name}.targets"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
