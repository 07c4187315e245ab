"""The tables of the README, from the results of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.workload import CLASSES, WARM, WARM_TITLES

Results = Mapping[str, Any]
"""The JSON that ``run`` writes."""

MIN_OXIGRAPH_RATIOS = {"point": 0.5, "join": 0.7, "aggregate": 1.0, "large": 1.0}
"""Class → least cold ratio to the Oxigraph server."""
SMALL_CLASSES = frozenset({"point", "join", "construct", "describe", "path"})
"""Classes whose answers are small and asked of a few things only."""
MIN_OTHERS_RATIO = 3.0
"""Least cold ratio to every other server, on small answers."""
MIN_WARM_RATIOS = {"warm-point": 2.0, "warm-aggregate": 100.0}
"""Set → least warm ratio to the Oxigraph server."""
MIN_NGINX_RATIO = 0.6
"""Least warm ratio to nginx."""
MIN_HOT_RATIO = 0.5
"""Least ratio to nginx, on documents and pages asked again and again."""
MIN_CRAWL_RATIO = 3.0
"""Least ratio to Trifid, in pages a second of a whole crawl."""
_CRAWLED = {"page": "pages", "turtle": "documents, Turtle"}
_OXIGRAPHS = ("oxigraph", "oxigraph-memory")
_OURS = "chantier"
_ABSENT = "—"


def markers(scale: int) -> tuple[str, str]:
    """The lines of the README before and after the results at a scale."""
    title = "results" if scale == 1 else f"results ×{scale}"
    return f"<!-- {title}: written by “make bench” -->", f"<!-- end of {title} -->"


def replaced(readme: str, table: str, scale: int = 1) -> str:
    """A README with the text between the two markers of a scale replaced.

    Raises:
        ValueError: a marker is missing.
    """
    begin, end = markers(scale)
    if begin not in readme or end not in readme:
        raise ValueError(f"README.md needs the markers {begin} and {end}.")
    before, _, rest = readme.partition(begin)
    return f"{before}{begin}\n\n{table.strip()}\n\n{end}{rest.partition(end)[2]}"


def tables(results: Results) -> str:
    """The tables in Markdown, bilingual; at other scales than 1, those of cold and loads."""
    parts = [_conditions(results), *_cold(results), *_warm(results), *_tails(results)]
    if results["run"]["scale"] != 1:
        parts = [_conditions(results), *_cold(results)]
    parts += [*_hot(results), *_crawl(results)]
    return "\n\n".join([*parts, *_servers(results), *_differences(results)]) + "\n"


def mark(value: float | None, floor: float | None, at_least: bool = True) -> str:
    """A check mark, a cross, or nothing where there is nothing to judge."""
    if value is None or floor is None:
        return ""
    return " ✓" if (value >= floor if at_least else value <= floor) else " ✗"


def ratio(cells: Mapping[str, Any], other: str, key: str = "rate") -> float | None:
    """Ours divided by theirs; None where one was not measured."""
    ours, theirs = cells.get(_OURS), cells.get(other)
    if not ours or not theirs or not theirs[key]:
        return None
    return float(ours[key]) / float(theirs[key])


def short(value: float | None) -> str:
    """A ratio in two or three figures."""
    if value is None:
        return _ABSENT
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}".replace(",", "\N{NO-BREAK SPACE}")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def section(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A title and its table in Markdown; nothing where there are no rows."""
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
        name for name, peer in results["peers"].items() if not peer.get("absent") and name != _OURS
    ]


def _by_clients(
    measured: Mapping[str, Any], other: str, floor: float | None, differs: bool = False
) -> str:
    values = [(ratio(cells, other), cells.get(other, {})) for cells in measured.values()]
    known = [value for value, _ in values if value is not None]
    if not known:
        return _ABSENT
    written = ("≈" * bool(theirs.get("estimated")) + short(value) for value, theirs in values)
    return " · ".join(written) + (" ≠" if differs else mark(min(known), floor))


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
    return section("Froid / cold : chantier ÷ …", headings, rows)


def _cold_floor(name: str, other: str) -> float | None:
    if other in _OXIGRAPHS:
        return MIN_OXIGRAPH_RATIOS.get(name)
    return MIN_OTHERS_RATIO if name in SMALL_CLASSES else None


def _floors(name: str) -> str:
    floors = []
    if name in MIN_OXIGRAPH_RATIOS:
        floors.append(f"Oxigraph {MIN_OXIGRAPH_RATIOS[name]:g}")
    if name in SMALL_CLASSES:
        floors.append(f"autres / others {MIN_OTHERS_RATIO:g}")
    return "; ".join(floors) or _ABSENT


def _warm(results: Results) -> list[str]:
    others = [name for name in _present(results) if name in (*_OXIGRAPHS, "nginx")]
    titles = [results["peers"][name]["title"] for name in others]
    rows = []
    for name in (name for name in WARM if name in results["warm"]):
        measured = results["warm"][name]
        row = [" / ".join(WARM_TITLES[name]), _rates(measured)]
        for other in others:
            floor = MIN_NGINX_RATIO if other == "nginx" else MIN_WARM_RATIOS.get(name)
            row.append(_by_clients(measured, other, floor))
        floors = [f"Oxigraph {MIN_WARM_RATIOS[name]:g}"] if name in MIN_WARM_RATIOS else []
        rows.append([*row, "; ".join([*floors, f"nginx {MIN_NGINX_RATIO:g}"])])
    headings = ["à chaud / warm", "chantier, req/s", *titles, "plancher / floor"]
    return section("Chaud / warm : chantier ÷ …", headings, rows)


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
    return section("p99, 4 clients", headings, rows)


def _hot(results: Results) -> list[str]:
    rows = []
    for path, rates in results.get("site", {}).get("hot", {}).items():
        value = rates["chantier"] / rates["nginx"]
        judged = f"{short(value)}{mark(value, MIN_HOT_RATIO)}"
        rows.append([f"`{path}`", short(rates["chantier"]), judged, f"{MIN_HOT_RATIO:g}"])
    headings = ["en cache / cached", "chantier, req/s", "nginx", "plancher / floor"]
    return section("Documents : chantier ÷ …", headings, rows)


def _crawl(results: Results) -> list[str]:
    rows = []
    for kind, rates in results.get("site", {}).get("crawl", {}).items():
        value = rates["chantier"] / rates["trifid"]
        judged = f"{short(value)}{mark(value, MIN_CRAWL_RATIO)}"
        judged += " ≠" * any(rates["wrong"].values())
        rows.append([_CRAWLED[kind], short(rates["chantier"]), judged, f"{MIN_CRAWL_RATIO:g}"])
    headings = ["moisson entière / whole crawl", "chantier, par s / a second", "Trifid"]
    return section("Moisson : chantier ÷ …", [*headings, "plancher / floor"], rows)


def _has_tail(cell: Mapping[str, Any]) -> bool:
    return bool(cell["rate"]) and not cell.get("estimated")


def _servers(results: Results) -> list[str]:
    rows = []
    for peer in results["peers"].values():
        if peer.get("absent"):
            rows.append([peer["title"], f"absent : {peer['absent']}", *[_ABSENT] * 4])
            continue
        memory = [peer["memory_loading"]["proportional"], peer["memory_serving"]["proportional"]]
        rows.append(
            [
                peer["title"],
                peer["version"],
                f"{peer['load_seconds']:.1f}",
                _megabytes(peer["store_bytes"]),
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
    return section("Serveurs / servers", headings, rows)


def _megabytes(value: int | None) -> str:
    return _ABSENT if value is None else f"{value / 1e6:.0f}"


def _differences(results: Results) -> list[str]:
    lines = [
        f"- {name}, {results['peers'][peer]['title']} : {difference}"
        for name, found in results["differs"].items()
        for peer, difference in found.items()
    ]
    return ["### ≠", "\n".join(lines)] if lines else []
