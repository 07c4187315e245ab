"""The benchmark itself, without its peers: what it generates, asks, and writes."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from support.client import ROOT

sys.path.append(str(ROOT))  # benchmarks/ is no part of the installed package

from benchmarks import (
    answers,
    bare,
    directory,
    generate,
    http_servers,
    load,
    places,
    table,
    workload,
)

COUNT = 400


def bytes_of(folder: Path) -> dict[str, str]:
    """Path → digest of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("directory")
    generate.write(path, count=COUNT)
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> ox.Store:
    filled = ox.Store()
    filled.bulk_load(path=generate.paths(folder)[0], format=ox.RdfFormat.N_TRIPLES)
    return filled


# The directory


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    folder: Path, tmp_path: Path
) -> None:
    generate.write(tmp_path / "same", count=COUNT)
    generate.write(tmp_path / "other", count=COUNT, seed=generate.SEED + 1)
    assert bytes_of(tmp_path / "same") == bytes_of(folder)
    assert bytes_of(tmp_path / "other")["directory.nt"] != bytes_of(folder)["directory.nt"]


def test_an_enterprise_has_about_thirty_triples() -> None:
    triples = sum(
        len(pairs)
        for _, blocks in directory.enterprises(COUNT, generate.SEED)
        for _, pairs in blocks
    )
    assert triples / COUNT == pytest.approx(30, abs=2)


def test_the_regions_share_out_all_enterprises() -> None:
    assert sum(region.share for region in places.REGIONS) == 1000
    assert sum(directory.per_region(generate.ENTERPRISE_COUNT)) == generate.ENTERPRISE_COUNT


def test_both_forms_hold_the_same_triples(folder: Path, store: ox.Store) -> None:
    _, sources = generate.paths(folder)
    turtle = ox.Store()
    for path in sources.rglob("*.ttl"):
        turtle.bulk_load(path=path, format=ox.RdfFormat.TURTLE)
    written = json.loads((folder / "directory.json").read_text(encoding="utf-8"))
    assert set(turtle) == set(store)
    assert len(store) == written["triples"]


def test_the_regions_and_poles_are_those_of_the_graph(store: ox.Store) -> None:
    graph = ox.Store()
    for name in ("regions", "poles"):
        graph.bulk_load(path=ROOT / "data" / f"{name}.ttl", format=ox.RdfFormat.TURTLE)
    for property_ in ("region", "pole"):
        used = {
            ox.NamedNode(quad.object.value)
            for quad in store.quads_for_pattern(None, ox.NamedNode(places.NS + property_), None)
            if isinstance(quad.object, ox.NamedNode)
        }
        assert used
        assert all(next(graph.quads_for_pattern(thing, None, None), None) for thing in used)


# The queries


@pytest.mark.parametrize("name", workload.CLASSES)
def test_cold_queries_all_differ_and_find_something(name: str, store: ox.Store) -> None:
    asked = workload.cold(name, COUNT, 1, 200)
    assert len({query.text for query in asked}) == 200
    sizes = [len(list(store.query(query.text))) for query in asked]  # type: ignore[arg-type]
    assert max(sizes) > 0
    if name in ("point", "aggregate", "large", "construct", "describe"):
        assert min(sizes) > 0


@pytest.mark.parametrize("name", workload.CLASSES)
def test_a_later_serial_number_continues_without_repeating(name: str) -> None:
    before = {query.text for query in workload.cold(name, COUNT, 1, 50)}
    after = {query.text for query in workload.cold(name, COUNT, 1, 50, first=50)}
    assert before.isdisjoint(after)


@pytest.mark.parametrize("name", workload.WARM)
def test_a_warm_set_is_fixed_and_its_first_queries_are_asked_most(name: str) -> None:
    asked = workload.warm_set(name, COUNT, 1)
    assert asked == workload.warm_set(name, COUNT, 1)
    assert len({query.text for query in asked}) == len(asked) <= workload.WARM_QUERY_COUNT
    drawn = workload.zipf(len(asked), 1, 5_000)
    assert set(drawn) <= set(range(len(asked)))
    assert drawn.count(0) > 5 * drawn.count(len(asked) // 2) > 0


def test_a_target_says_its_kind_and_carries_the_whole_query() -> None:
    kind = workload.CLASSES["construct"]
    query = workload.Query(kind, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(1+1 = 2) }")
    assert query.target.startswith("g query=CONSTRUCT%20%7B")
    assert "1%2B1" in query.target
    assert " " not in query.target[2:]


# The measure


def plan() -> load.Plan:
    return load.Plan(COUNT, ("point",), (1, 4), seconds=2, longest=10, repeats=3, seed=1)


def test_a_slow_server_is_measured_longer_and_a_hopeless_one_not_at_all() -> None:
    assert load.length(plan(), 0.001, 16) == 2
    assert load.length(plan(), 0.5, 4) == 3
    assert load.length(plan(), 1.0, 16) == 10
    assert load.length(plan(), 5.0, 16) == 0


def test_a_server_that_gives_another_number_of_solutions_is_named() -> None:
    checks = {
        "a": answers.Check(0.1, (3, 4)),
        "b": answers.Check(0.1, (3, 4)),
        "c": answers.Check(0.1, (3, "status 500")),
    }
    assert answers.differing(checks) == {"c": "3, status 500 ≠ 3, 4"}


def test_answers_are_counted_by_solution_or_by_triple() -> None:
    assert answers.size(b'{"results": {"bindings": [{}, {}]}}', graph=False) == 2
    assert answers.size(b"<a:a> <a:b> 1, 2 . <a:a> <a:b> 2 .", graph=True) == 2
    assert answers.size(b"<html>", graph=False) == "unreadable (JSONDecodeError)"


def test_the_median_is_kept_beside_the_measures() -> None:
    cells: list[load.Cell] = [
        {"rate": rate, "p50": 1.0, "p99": 2.0, "bytes": 10.0, "errors": 1}
        for rate in (90.0, 10.0, 20.0)
    ]
    kept = load.summary(cells)
    assert (kept["rate"], kept["errors"], kept["repeats"]) == (20.0, 3, cells)


# The tables


def cell(rate: float, p99: float = 1.0, **more: object) -> dict[str, Any]:
    return {"rate": rate, "p50": p99 / 2, "p99": p99, "errors": 0, **more}


@pytest.fixture
def results() -> dict[str, Any]:
    there = {
        "version": "1",
        "load_seconds": 1.25,
        "store_bytes": 3_000_000,
        "memory_loading": {"resident": 1, "proportional": 200_000_000},
        "memory_serving": {"resident": 1, "proportional": 100_000_000},
    }
    quick = {"chantier": cell(600, 3.0), "oxigraph": cell(1000, 2.0), "fuseki": cell(150, 9.0)}
    slow = {"chantier": cell(50, 80.0), "oxigraph": cell(60, 90.0)}
    return {
        "date": "2026-01-02",
        "commit": {"id": "0123456789abcdef", "changed": False},
        "machine": {
            "cpu": "CPU", "cores": 2, "memory": 2**34, "kernel": "6.1", "python": "3.11",
            "load_before": 0.5, "load_after": 1.5,
        },
        "run": {
            "clients": [1, 4], "repeats": 3, "seconds": 2, "enterprises": 11200, "triples": 334210,
            "scale": 1,
        },
        "peers": {
            "chantier": {"title": "chantier", **there},
            "oxigraph": {"title": "Oxigraph", **there},
            "virtuoso": {"title": "Virtuoso", "absent": "not installed"},
            "fuseki": {"title": "Fuseki", **there, "store_bytes": None},
            "nginx": {"title": "nginx", **there},
        },
        "cold": {
            "point": {"1": quick, "4": quick},
            "aggregate": {"4": {**slow, "fuseki": cell(0.5, estimated=True)}},
        },
        "warm": {
            "warm-point": {
                "4": {"chantier": cell(3000), "oxigraph": cell(1000), "nginx": cell(9000)}
            }
        },
        "differs": {"point": {"fuseki": "20 ≠ 21"}},
    }  # fmt: skip


def row(written: str, start: str) -> list[str]:
    (line,) = (line for line in written.splitlines() if line.startswith(f"| {start}"))
    return [part.strip() for part in line.strip("|").split("|")]


def test_ratios_stand_beside_their_floors(results: dict[str, Any]) -> None:
    written = table.tables(results)
    point = row(written, "fiche d’une entreprise / one thing | 600")
    assert point[2:] == ["0.60 · 0.60 ✓", "4.00 · 4.00 ≠", "Oxigraph 0.5; autres / others 3"]
    assert row(written, "agrégat sur tout / aggregate over all | 50")[2:4] == ["0.83 ✗", "≈100"]
    assert row(written, "fiches")[2:4] == ["3.00 ✓", "0.33 ✗"]


def test_the_slowest_answers_are_compared_with_the_best_peer(results: dict[str, Any]) -> None:
    written = table.tables(results)
    assert row(written, "fiche d’une entreprise / one thing | 3.0")[1:] == [
        "3.0 ✗",
        "2.0 (Oxigraph)",
    ]
    assert row(written, "agrégat sur tout / aggregate over all | 80.0")[1] == "80.0 ✓"


def test_an_absent_peer_is_named_with_the_reason(results: dict[str, Any]) -> None:
    written = table.tables(results)
    assert row(written, "Virtuoso")[1] == "absent : not installed"
    assert row(written, "Fuseki")[3] == "—"
    assert "- point, Fuseki : 20 ≠ 21" in written


def test_at_larger_scales_loads_and_cold_queries_are_shown(results: dict[str, Any]) -> None:
    results["run"]["scale"] = 10
    written = table.tables(results)
    assert row(written, "fiche d’une entreprise / one thing | 600")
    assert row(written, "Oxigraph | 1 | 1.2")
    assert "p99" not in written
    assert "Chaud" not in written


@pytest.mark.parametrize("scale", generate.SCALES)
def test_the_table_replaces_what_stands_between_the_markers_of_its_scale(scale: int) -> None:
    others = [other for other in generate.SCALES if other != scale]
    readme = "".join("{}\nold\n{}\n".format(*table.markers(each)) for each in generate.SCALES)
    new = table.replaced(readme, "new\n", scale)
    begin, end = table.markers(scale)
    assert f"{begin}\n\nnew\n\n{end}\n" in new
    assert all("{}\nold\n{}\n".format(*table.markers(other)) in new for other in others)
    assert table.replaced(new, "new", scale) == new
    with pytest.raises(ValueError, match="markers"):
        table.replaced("no markers", "new", scale)


def test_the_readme_of_the_benchmark_has_the_markers_and_both_languages() -> None:
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert all(table.replaced(readme, "x", scale) for scale in generate.SCALES)
    assert 0 < readme.index("\n## Français\n") < readme.index("\n## English\n")


# The HTTP servers


def answer(server: str, length: int, rates: dict[str, list[float]]) -> dict[str, Any]:
    figures = {"rates": rates, "processor_us": {clients: [20.0, 30.0] for clients in rates}}
    return {"server": server, "version": "1.0", "bytes": length, **figures}


OURS = answer("chantier", 9_000, {"1": [100.0, 300.0, 200.0], "4": [900.0, 1_000.0, 5_000.0]})
OTHER = answer("granian", 3_000, {"1": [100.0, 50.0, 400.0], "4": [2_000.0, 1_000.0, 4_000.0]})


def test_a_ratio_is_that_of_the_medians_for_each_number_of_clients() -> None:
    assert http_servers.ratios(OURS["rates"], OTHER["rates"]) == [2.0, 0.5]
    assert http_servers.ratios(OURS["rates"], OURS["rates"]) == [1.0, 1.0]


def test_http_servers_stand_one_a_row_with_their_rates_and_ratios() -> None:
    written = http_servers.markdown([OURS, OTHER], {}).replace("\N{NO-BREAK SPACE}", " ")
    assert written.startswith("### Clients: 1 · 4\n")
    assert row(written, "chantier 1.0")[1:] == ["9 000", "200 · 1 000", "1.00 · 1.00", "25 · 25"]
    assert row(written, "granian 1.0")[1:] == ["3 000", "100 · 2 000", "2.00 · 0.50", "25 · 25"]


def test_an_http_server_that_is_not_installed_is_named_with_the_reason() -> None:
    written = http_servers.markdown([OURS], {"uvicorn": "it is not installed"})
    assert written.endswith("\n\nuvicorn is absent: it is not installed")


def test_an_answer_is_recorded_with_its_server_its_length_and_each_round() -> None:
    peer = bare.Bare("uvicorn", {"short": b"abc"})
    peer.version = "1.0"
    rates, costs = {"1": [5.0, 6.0]}, {"1": [20.0, 30.0]}
    target = http_servers.Target(peer, "/short", b"abc", rates, costs)
    assert target.figures() == answer("uvicorn", 3, rates)
