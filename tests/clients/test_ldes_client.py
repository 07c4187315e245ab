"""ldes-client 0.3 (RDF-Connect), the reference client of LDES: with an address and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from chantier.store import versions
from clients.programs import node_project, ran
from support.client import Client
from support.feed import Harvester, Replica, read
from support.writers import GRAPH, own_copy, writing


@dataclass
class Run:
    """What the client gave and what it fetched."""

    members: list[dict[str, Any]]
    fetched: list[str]

    def into(self, replica: Replica) -> list[str]:
        """Apply the members, oldest first, and give their things."""
        news = []
        for member in sorted(self.members, key=lambda member: str(member["timestamp"])):
            quads = read(member["quads"].encode(), ox.RdfFormat.N_QUADS, "")
            news.append(replica.take(member["id"], quads))
        return news


Follow = Callable[..., Run]


@pytest.fixture(scope="module")
def follow(tmp_path_factory: pytest.TempPathFactory) -> Follow:
    """Have ldes-client read a feed; with the same name again, it goes on where it was."""
    node, place = node_project("ldes")
    states = tmp_path_factory.mktemp("states")

    def run(client: Client, name: str, order: str = "none") -> Run:
        script = (place / "replicate.mjs", f"{client.url}/changes", order, states / name)
        return Run(**json.loads(ran(node, *script)))

    return run


@pytest.mark.parametrize("order", ["none", "ascending"])
def test_it_replicates_the_whole_dataset(client: Client, follow: Follow, order: str) -> None:
    replica = Replica()
    run = follow(client, order, order)
    assert len(run.into(replica)) == len(replica.things)
    assert replica.digest() == client.get("/healthz").json["version"]
    pages = [address for address in run.fetched if address != f"{client.url}/changes"]
    assert len(pages) == len(set(pages))


def test_it_stays_in_step_and_reads_no_full_page_again(
    data_dir: Path, tmp_path: Path, follow: Follow
) -> None:
    with writing(own_copy(data_dir, tmp_path)) as writer:
        replica, own = Replica(), Harvester(writer.client)
        follow(writer.client, "step", "ascending").into(replica)
        own.run()
        full = {
            path
            for path, answer in own.held.items()
            if "immutable" in answer.headers["Cache-Control"]
        }
        turtle = "<http://e/a> <http://e/p> 1.50 , [ <http://e/q> 'é'@fr ] ."
        graph = f"{GRAPH}ldes"
        for write in (lambda: writer.put(graph, turtle), lambda: writer.delete(graph)):
            assert write().status in (201, 204)
            writer.settle()
            run = follow(writer.client, "step", "ascending")
            assert sorted(run.into(replica)) == sorted(own.run())
            assert replica.digest() == versions.current_id(writer.data_dir)
            fetched = {address.removeprefix(writer.client.url) for address in run.fetched}
            assert full
            assert not fetched & full


def test_the_lock_file_names_no_registry_but_the_public_one() -> None:
    lock = Path(__file__).parent / "ldes" / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    named = {package["resolved"] for package in packages.values() if "resolved" in package}
    assert all(address.startswith("https://registry.npmjs.org/") for address in named)
    assert all("integrity" in package for path, package in packages.items() if path)
    assert packages["node_modules/ldes-client"]["version"].startswith("0.3.")
