"""An invented directory of social-economy enterprises, the same bytes for the same seed.

Written twice: as N-Triples for every server that is measured, and as a source folder for
``chantier build``. Real regions, pôles and towns; everything else is invented.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import re
import shutil
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

import pyoxigraph as ox

from benchmarks.directory import PREFIXES, Block, curie, enterprises, vocabulary
from benchmarks.places import REGIONS

ENTERPRISE_COUNT = 11_200
"""Enterprises at scale 1: about as many as Québec has."""
SEED = 2026
"""Of the random numbers that make the data."""
SCALES = (1, 10, 50)
"""How many times the enterprises of Québec a directory may hold."""
ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "benchmarks" / "var"

_LOG = logging.getLogger(__name__)

_IRI = re.compile(r"<([^>]*)>")
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Directory:
    """A directory that was written."""

    scale: int
    seed: int
    enterprises: int
    triples: int
    digest: str
    """SHA-256 of the program and of the regions file it was made from."""


def paths(folder: Path) -> tuple[Path, Path]:
    """The N-Triples file and the source folder of a directory."""
    return folder / "directory.nt", folder / "sources"


def as_ntriples(blocks: Iterable[Block]) -> str:
    """Blocks in N-Triples, one triple a line."""
    return "".join(
        f"<{subject}> {curie(predicate)} {value} .\n"
        for subject, pairs in blocks
        for predicate, value in pairs
    )


def as_turtle(blocks: Iterable[Block]) -> str:
    """Blocks in Turtle with prefixes, one subject a paragraph."""
    return "\n".join(
        _short(f"<{subject}>")
        + "\n"
        + " ;\n".join(f"  {predicate} {_short(value)}" for predicate, value in pairs)
        + " .\n"
        for subject, pairs in blocks
    )


def _short(term: str) -> str:
    return term if term.endswith('"') else _IRI.sub(_shortened, term)


def _shortened(found: re.Match[str]) -> str:
    for prefix, namespace in PREFIXES.items():
        if found[1].startswith(namespace) and _LOCAL.fullmatch(found[1], len(namespace)):
            return f"{prefix}:{found[1][len(namespace) :]}"
    return found[0]


def write(folder: Path, scale: int = 1, seed: int = SEED, count: int | None = None) -> Directory:
    """Write a directory, unless the folder holds it already.

    Args:
        folder: emptied first if it holds another directory.
        scale: 1, 10 or 50 times the enterprises of Québec.
        seed: the same seed gives the same bytes.
        count: number of enterprises, instead of what the scale says.
    """
    wanted = count or ENTERPRISE_COUNT * scale
    digest = _digest()
    known = folder / "directory.json"
    if known.is_file():
        there = Directory(**json.loads(known.read_text(encoding="utf-8")))
        if (there.seed, there.enterprises, there.digest) == (seed, wanted, digest):
            return there
    shutil.rmtree(folder, ignore_errors=True)
    triples = _write_files(folder, wanted, seed)
    made = Directory(scale, seed, wanted, triples, digest)
    known.write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
    _LOG.info("%d enterprises, %d triples in %s", wanted, triples, folder.name)
    return made


def _write_files(folder: Path, count: int, seed: int) -> int:
    ntriples, sources = paths(folder)
    names = ("ontology", "shapes", "queries/questions", "queries/checks", "queries/pages")
    for name in (*names, "data/sources", "data/entreprises"):
        (sources / name).mkdir(parents=True)
    shutil.copyfile(_regions_file(), sources / "data" / "regions.ttl")
    regions = sorted({f"{triple} ." for triple in ox.parse(path=_regions_file())})
    terms = list(vocabulary())
    header = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "\n"
    (sources / "ontology" / "repertoire.ttl").write_text(
        header + as_turtle(terms), encoding="utf-8"
    )
    triples = sum(len(pairs) for _, pairs in terms) + len(regions)
    with ExitStack() as stack:
        everything = stack.enter_context(ntriples.open("w", encoding="utf-8"))
        everything.write("\n".join((*regions, as_ntriples(terms))))
        turtle: dict[str, TextIO] = {}
        for region in REGIONS:
            path = sources / "data" / "entreprises" / f"{region.code}.ttl"
            turtle[region.code] = stack.enter_context(path.open("w", encoding="utf-8"))
            turtle[region.code].write(header)
        for code, blocks in enterprises(count, seed):
            everything.write(as_ntriples(blocks))
            turtle[code].write(as_turtle(blocks) + "\n")
            triples += sum(len(pairs) for _, pairs in blocks)
    return triples


def _regions_file() -> Path:
    return ROOT / "data" / "regions.ttl"


def _digest() -> str:
    here = Path(__file__)
    beside = (here.with_name(f"{name}.py") for name in ("directory", "places"))
    parts = (here, *beside, _regions_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()


def main() -> None:
    """Write the directory of one scale below ``benchmarks/var/``."""
    parser = argparse.ArgumentParser(description="Write the invented directory.")
    parser.add_argument("--scale", type=int, choices=SCALES, default=1)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    write(VAR / f"x{given.scale}", given.scale, given.seed)


if __name__ == "__main__":
    main()
