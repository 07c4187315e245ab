"""``make bench``: generate, start every server, measure, write the results and the table."""

from __future__ import annotations

import argparse
import json
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import conditions, generate, load, processes, site, table
from benchmarks.generate import ROOT, VAR
from benchmarks.peer import Peer
from benchmarks.peers import ALL
from benchmarks.workload import CLASSES, WARM

_LOG = logging.getLogger(__name__)
_HERE = Path(__file__).resolve().parent
_NAMES = tuple(kind.name for kind in ALL)
_CLASSES = (*CLASSES, *WARM)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about six minutes: one short pass")
    parser.add_argument("--peers", default=",".join(_NAMES), help=f"of: {', '.join(_NAMES)}")
    parser.add_argument("--classes", default=",".join(_CLASSES), help=f"of: {', '.join(_CLASSES)}")
    parser.add_argument("--scale", type=int, choices=generate.SCALES, default=1)
    parser.add_argument("--seconds", type=int, help="length of one measure (2, quick: 1)")
    parser.add_argument("--repeats", type=int, help="measures of each thing (3, quick: 1)")
    parser.add_argument("--clients", help="comma-separated (1,4,16, quick: 1,4)")
    parser.add_argument("--site", action="store_true", help="the site too, in a partial measure")
    parser.add_argument("--seed", type=int, default=generate.SEED)
    given = parser.parse_args(argv)
    for option, known in (("peers", _NAMES), ("classes", _CLASSES)):
        chosen = tuple(getattr(given, option).split(","))
        if unknown := [name for name in chosen if name not in known]:
            parser.error(f"--{option}: {', '.join(unknown)} is not one of {', '.join(known)}")
        setattr(given, option, chosen)
    return given


def _plan(given: argparse.Namespace, enterprises: int) -> load.Plan:
    quick = bool(given.quick)
    clients = given.clients or ("1,4" if quick else "1,4,16")
    return load.Plan(
        enterprises=enterprises,
        classes=given.classes,
        clients=tuple(int(number) for number in clients.split(",")),
        seconds=given.seconds or (1 if quick else 2),
        longest=4 if quick else 8,
        repeats=given.repeats or (1 if quick else 3),
        seed=given.seed,
    )


def _described(peer: Peer, absent: str) -> dict[str, Any]:
    if absent:
        return {"title": peer.title, "absent": absent}
    store = peer.store()
    return {
        "title": peer.title,
        "version": peer.version,
        "load_seconds": peer.load_seconds,
        "store_bytes": processes.on_disk(store) if store else None,
        "memory_loading": vars(peer.loading),
        "memory_serving": vars(peer.peak),
    }


def _write(results: dict[str, Any], publish: bool) -> None:
    folder = _HERE / "results" if publish else VAR
    folder.mkdir(exist_ok=True)
    scale = results["run"]["scale"]
    kind = "-quick" * bool(results["run"]["quick"]) + f"-x{scale}" * (scale != 1)
    file = folder / f"{results['date']}{kind}.json"
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    written = table.tables(results)
    if publish:
        readme = _HERE / "README.md"
        text = readme.read_text(encoding="utf-8")
        readme.write_text(table.replaced(text, written, scale), encoding="utf-8")
    _LOG.info("%s\n%s", file.relative_to(ROOT), written)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the whole measure.

    ``results/`` and the README get only runs of every class and server, and all runs at larger
    scales, where some servers would not fit; the others are written to ``benchmarks/var/``.
    """
    given = _arguments(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    machine, commit = conditions.machine(), conditions.commit()
    started = time.monotonic()
    folder = VAR / f"x{given.scale}"
    made = generate.write(folder, given.scale, given.seed)
    plan = _plan(given, made.enterprises)
    peers = [kind(folder) for kind in ALL if kind.name in given.peers]
    absent: dict[str, str] = {}
    try:
        for peer in peers:
            absent[peer.name] = peer.try_launch()
        outcome = load.measure(plan, [peer for peer in peers if not absent[peer.name]])
        described = {peer.name: _described(peer, absent[peer.name]) for peer in peers}
    finally:
        for peer in peers:
            peer.stop()
    complete = set(given.peers) == set(_NAMES) and set(given.classes) == set(_CLASSES)
    wanted = given.site or (complete and given.scale == 1)
    beside = site.measure(folder, plan.seconds, plan.repeats) if wanted else {}
    machine["load_after"] = os.getloadavg()[0]
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit,
        "machine": machine,
        "run": {
            **asdict(plan),
            "scale": given.scale,
            "triples": made.triples,
            "quick": given.quick,
            "minutes": round((time.monotonic() - started) / 60, 1),
        },
        "peers": described,
        **asdict(outcome),
        "site": beside,
    }
    _write(results, publish=complete or given.scale != 1)


if __name__ == "__main__":
    main()
