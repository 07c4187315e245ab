"""What query processes do in tests: not SPARQL, but what a query may do to its process."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from chantier.rdf.nquads import canonical_lines
from chantier.store import versions
from chantier.store.dataset import Dataset


def handle(dataset: Dataset, job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Do a job, whose ``do`` says what."""
    what = job["do"]
    if what == "version":
        return {}, dataset.version.manifest.id.encode()
    if what == "pid":
        return {}, str(os.getpid()).encode()
    if what == "large":
        return {"size": job["size"]}, b"x" * job["size"]
    if what == "die":
        os.kill(os.getpid(), job["signal"])
    if what == "fail":
        raise RuntimeError("an error nobody foresaw")
    if what == "grow":
        return {}, str(len(bytearray(job["size"]))).encode()
    if what == "recurse":
        return {}, str(depth(job["levels"])).encode()
    if what == "idle":
        time.sleep(job["seconds"])
        return {}, b"done"
    started = time.process_time()
    while time.process_time() - started < job["seconds"]:
        pass
    return {}, b"done"


def depth(levels: int) -> int:
    return 1 + depth(levels - 1) if levels else 0


def draft(number: int) -> versions.Draft:
    """A version of one triple."""
    graph = ox.NamedNode("http://e/graph")
    quad = ox.Quad(
        ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p"), ox.Literal(number), graph
    )
    return versions.Draft(canonical_lines([quad]), "", "", "test", 1000)
