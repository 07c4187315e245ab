"""The tables of the README, from the results of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.workload import CLASSES, WARM, WARM_TITLES

Results = Mapping[str, Any]
"""What run.py writes as JSON."""

OXIGRAPH_FLOORS = {"point": 0.5, "join": 0.7, "aggregate": 1.0, "large": 1.0}
"""Class → least cold ratio to the Oxigraph server."""
SMALL = frozenset({"point", "join", "construct", "describe", "path"})
"""Classes whose answers are small and asked of a few things only."""
OTHERS_FLOOR = 3.0
"""Least cold ratio to every other server, on small answers."""
WARM_FLOORS = {"warm-point": 2.0, "warm-aggregate": 100.0}
"""Set → least warm ratio to the Oxigraph server."""
NGINX_FLOOR = 0.6
HOT_FLOOR = 0.5
"""Least ratio to nginx, on documents and pages asked again and again."""
CRAWL_FLOOR = 3.0
"""Least ratio to Trifid, in pages a second of a whole crawl."""
_CRAWLED = {"page": "pages", "turtle": "documents, Turtle"}
_OXIGRAPHS = ("oxigraph", "oxigraph-memory")
_OURS = "chantier"
_ABSENT = "—"


def markers(scale: int) -> tuple[str, str]:
    """Give what stands in the README before and after the results at a scale."""
    told = "results" if scale == 1 else f"results ×{scale}"
    return f"<!-- {told}: written by “make bench” -->", f"<!-- end of {told} -->"


def replaced(readme: str, table: str, scale: int = 1) -> str:
    """Give a README with the text between the two markers of a scale replaced.

    Raises:
        ValueError: a marker is missing.
    """
    begin, end = markers(scale)
    if begin not in readme or end not in readme:
        raise ValueError(f"README.md needs the markers {begin} and {end}.")
    before, _, rest = readme.partition(begin)
    return f"{before}{begin}\n\n{table.strip()}\n\n{end}{rest.partition(end)[2]}"


def tables(results: Results) -> str:
    """Give the tables in Markdown, bilingual; at other scales than 1, those of cold and loads."""
    parts = [_conditions(results), *_cold(results), *_warm(results), *_tails(results)]
    if results["run"]["scale"] != 1:
        parts = [_conditions(results), *_cold(results)]
    parts += [*_hot(results), *_crawl(results)]
    return "\n\n".join([*parts, *_servers(results), *_differences(results)]) + "\n"


def mark(value: float | None, floor: float | None, at_least: bool = True) -> str:
    """Give a check mark, a cross, or nothing where there is nothing to judge."""
    if value is None or floor is None:
        return ""
    return " ✓" if (value >= floor if at_least else value <= floor) else " ✗"


def ratio(cells: Mapping[str, Any], other: str, key: str = "rate") -> float | None:
    """Give ours divided by theirs; nothing where one was not measured."""
    ours, theirs = cells.get(_OURS), cells.get(other)
    if not ours or not theirs or not theirs[key]:
        return None
    return float(ours[key]) / float(theirs[key])


def short(value: float | None) -> str:
    """Write a ratio with two or three figures."""
    if value is None:
        return _ABSENT
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    written = [_row(row) for row in rows]
    if not written:
        return []
    ruler = _row(["---", *["--:"] * (len(headings) - 1)])
    return [f"### {title}", "\n".join([_row(headings), ruler, *written])]


def _conditions(results: Results) -> str:
    machine, run = results["machine"], results["run"]
    clean = "" if not results["commit"]["changed"] else " + …"
    clients = ", ".join(str(number) for number in run["clients"])
    return (
        f"{results['date']}, commit `{results['commit']['id'][:12]}`{clean}; "
        f"{machine['cores']} × {machine['cpu']}, {machine['memory'] / 2**30:.0f} GiB, "
        f"Linux {machine['kernel']}, Python {machine['python']}; "
        f"charge / load {machine['load_before']:.1f} → {machine['load_after']:.1f}; "
        f"{short(run['enterprises'])} entreprises / enterprises, "
        f"{short(run['triples'])} triplets / triples; "
        f"clients : {clients}; {run['repeats']} × {run['seconds']} s."
    )


def _present(results: Results) -> list[str]:
    """The servers that answered, ours left out."""
    return [
        name for name, told in results["peers"].items() if not told.get("absent") and name != _OURS
    ]


def _by_clients(
    measured: Mapping[str, Any], other: str, floor: float | None, differs: bool = False
) -> str:
    values = [(ratio(cells, other), cells.get(other, {})) for cells in measured.values()]
    known = [value for value, _ in values if value is not None]
    if not known:
        return _ABSENT
    told = ("≈" * bool(theirs.get("estimated")) + short(value) for value, theirs in values)
    return " · ".join(told) + (" ≠" if differs else mark(min(known), floor))


def _rates(measured: Mapping[str, Any]) -> str:
    return " · ".join(short(cells[_OURS]["rate"]) for cells in measured.values() if _OURS in cells)


def _cold(results: Results) -> list[str]:
    others = [name for name in _present(results) if name != "nginx"]
    titles = [results["peers"][name]["title"] for name in others]
    rows = []
    for name, measured in results["cold"].items():
        kind = CLASSES[name]
        differs = results["differs"].get(name, {})
        row = [f"{kind.title_fr} / {kind.title_en}", _rates(measured)]
        for other in others:
            mixed = other in differs or _OURS in differs
            row.append(_by_clients(measured, other, _cold_floor(name, other), mixed))
        rows.append([*row, _floors(name)])
    headings = ["à froid / cold", "chantier, req/s", *titles, "plancher / floor"]
    return _table("Froid / cold : chantier ÷ …", headings, rows)


def _cold_floor(name: str, other: str) -> float | None:
    if other in _OXIGRAPHS:
        return OXIGRAPH_FLOORS.get(name)
    return OTHERS_FLOOR if name in SMALL else None


def _floors(name: str) -> str:
    told = []
    if name in OXIGRAPH_FLOORS:
        told.append(f"Oxigraph {OXIGRAPH_FLOORS[name]:g}")
    if name in SMALL:
        told.append(f"autres / others {OTHERS_FLOOR:g}")
    return "; ".join(told) or _ABSENT


def _warm(results: Results) -> list[str]:
    others = [name for name in _present(results) if name in (*_OXIGRAPHS, "nginx")]
    titles = [results["peers"][name]["title"] for name in others]
    rows = []
    for name in (name for name in WARM if name in results["warm"]):
        measured = results["warm"][name]
        row = [" / ".join(WARM_TITLES[name]), _rates(measured)]
        for other in others:
            floor = NGINX_FLOOR if other == "nginx" else WARM_FLOORS.get(name)
            row.append(_by_clients(measured, other, floor))
        told = [f"Oxigraph {WARM_FLOORS[name]:g}"] if name in WARM_FLOORS else []
        rows.append([*row, "; ".join([*told, f"nginx {NGINX_FLOOR:g}"])])
    headings = ["à chaud / warm", "chantier, req/s", *titles, "plancher / floor"]
    return _table("Chaud / warm : chantier ÷ …", headings, rows)


def _tails(results: Results) -> list[str]:
    rows = []
    for name, measured in results["cold"].items():
        cells = measured.get("4", {})
        others = [name for name in cells if name != _OURS and _has_tail(cells[name])]
        if not others or _OURS not in cells or not _has_tail(cells[_OURS]):
            continue
        best = min(others, key=lambda other: float(cells[other]["p99"]))
        ours, theirs = float(cells[_OURS]["p99"]), float(cells[best]["p99"])
        title = f"{CLASSES[name].title_fr} / {CLASSES[name].title_en}"
        least = f"{theirs:.1f} ({results['peers'][best]['title']})"
        rows.append([title, f"{ours:.1f}{mark(ours, theirs, at_least=False)}", least])
    headings = ["p99 à froid / cold", "chantier, ms", "meilleur autre / best other, ms"]
    return _table("p99, 4 clients", headings, rows)


def _hot(results: Results) -> list[str]:
    rows = []
    for path, rates in results.get("site", {}).get("hot", {}).items():
        value = rates["chantier"] / rates["nginx"]
        told = f"{short(value)}{mark(value, HOT_FLOOR)}"
        rows.append([f"`{path}`", short(rates["chantier"]), told, f"{HOT_FLOOR:g}"])
    headings = ["en cache / cached", "chantier, req/s", "nginx", "plancher / floor"]
    return _table("Documents : chantier ÷ …", headings, rows)


def _crawl(results: Results) -> list[str]:
    rows = []
    for kind, rates in results.get("site", {}).get("crawl", {}).items():
        value = rates["chantier"] / rates["trifid"]
        told = f"{short(value)}{mark(value, CRAWL_FLOOR)}"
        told += " ≠" * any(rates["wrong"].values())
        rows.append([_CRAWLED[kind], short(rates["chantier"]), told, f"{CRAWL_FLOOR:g}"])
    headings = ["moisson entière / whole crawl", "chantier, par s / a second", "Trifid"]
    return _table("Moisson : chantier ÷ …", [*headings, "plancher / floor"], rows)


def _has_tail(cell: Mapping[str, Any]) -> bool:
    return bool(cell["rate"]) and not cell.get("estimated")


def _servers(results: Results) -> list[str]:
    rows = []
    for told in results["peers"].values():
        if told.get("absent"):
            rows.append([told["title"], f"absent : {told['absent']}", *[_ABSENT] * 4])
            continue
        memory = [told["memory_loading"]["proportional"], told["memory_serving"]["proportional"]]
        rows.append(
            [
                told["title"],
                told["version"],
                f"{told['load_seconds']:.1f}",
                _megabytes(told["store_bytes"]),
                *(_megabytes(value) for value in memory),
            ]
        )
    headings = [
        "serveur / server",
        "version",
        "chargement / load, s",
        "disque / disk, Mo",
        "mémoire : charger / memory: load, Mo",
        "mémoire : servir / serve, Mo",
    ]
    return _table("Serveurs / servers", headings, rows)


def _megabytes(value: int | None) -> str:
    return _ABSENT if value is None else f"{value / 1e6:.0f}"


def _differences(results: Results) -> list[str]:
    lines = [
        f"- {name}, {results['peers'][peer]['title']} : {told}"
        for name, found in results["differs"].items()
        for peer, told in found.items()
    ]
    return ["### ≠", "\n".join(lines)] if lines else []
