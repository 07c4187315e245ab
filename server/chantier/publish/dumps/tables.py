"""Tables: the things of each class, one a row, as CSV, JSON and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pyoxigraph as ox

from chantier.namespaces import LANGUAGES, PREFIXES, compact
from chantier.publish.dumps.filenames import term_name
from chantier.publish.dumps.files import OutputFile, WrittenFile
from chantier.rdf.terms import LABEL_PREDICATES
from chantier.rdf.wkt import geometry
from chantier.store.dataset import Dataset

_CLASSES = (f"{PREFIXES['owl']}Class", f"{PREFIXES['rdfs']}Class")
_WKT = f"{PREFIXES['geo']}asWKT"
_TO_GEOMETRY = tuple(
    PREFIXES["geo"] + name for name in ("hasDefaultGeometry", "hasGeometry", "hasCentroid")
)
"""Properties that lead to a geometry, the one that is drawn first."""
_VALUE_SEPARATOR = " | "
"""Between the values of a cell."""
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class _Row:
    iri: str
    labels: tuple[str, ...]
    """In French and in English; empty where there is none."""
    values: dict[str, list[str]]
    """Column → values, sorted. Blank nodes have no name a table could give, and are left out."""
    geometry: dict[str, Any] | None


def write_tables(dataset: Dataset, folder: Path) -> Iterator[tuple[WrittenFile, int]]:
    """Write a table for each class that the dataset declares and has instances of.

    Args:
        dataset: what is read; the engine is not opened.
        folder: where the files go, in ``tables/``.

    Returns:
        The files, each with its number of rows.
    """
    classes = {iri for kind in _CLASSES for iri in dataset.instances(kind, of_sources=True)}
    for class_iri in sorted(classes):
        iris = dataset.instances(class_iri)
        if dataset.instances(class_iri, of_sources=True):
            for file in _write(dataset, iris, folder, f"tables/{term_name(class_iri)}"):
                yield file, len(iris)


def _write(dataset: Dataset, iris: Sequence[str], folder: Path, stem: str) -> list[WrittenFile]:
    """Write the rows; they wait in a file until all columns are known: none need be held."""
    columns: set[str] = set()
    on_the_map = False
    with TemporaryFile(dir=folder) as waiting:
        for iri in iris:
            row = _row(dataset, iri)
            columns |= row.values.keys()
            on_the_map = on_the_map or row.geometry is not None
            pickle.dump(row, waiting)
        waiting.seek(0)
        rows = (pickle.load(waiting) for _ in iris)  # noqa: S301 — written above
        order = sorted(columns, key=lambda name: (name != "rdf:type", name))
        return _written(rows, order, folder, stem, on_the_map=on_the_map)


def _written(
    rows: Iterable[_Row], order: Sequence[str], folder: Path, stem: str, *, on_the_map: bool
) -> list[WrittenFile]:
    with ExitStack() as stack:
        csv_file, json_file = (
            stack.enter_context(OutputFile(folder, f"{stem}.{extension}"))
            for extension in ("csv", "json")
        )
        maps = [OutputFile(folder, f"{stem}.geojson")] if on_the_map else []
        for map_file in maps:
            stack.enter_context(map_file)
        csv_file.write(_csv_line(["iri", *(f"label_{tag}" for tag in LANGUAGES), *order]))
        json_file.write(b"[")
        for map_file in maps:
            map_file.write(b'{"type": "FeatureCollection", "features": [')
        for number, row in enumerate(rows):
            comma = b",\n" if number else b"\n"
            values = (_VALUE_SEPARATOR.join(row.values.get(name, ())) for name in order)
            csv_file.write(_csv_line([row.iri, *row.labels, *values]))
            json_file.write(comma + _json(_members(row, order)))
            for map_file in maps:
                map_file.write(comma + _json(_feature(row, order)))
        json_file.write(b"\n]\n")
        for map_file in maps:
            map_file.write(b"\n]}\n")
    return [written for output in (csv_file, json_file, *maps) for written in output.written]


def _row(dataset: Dataset, iri: str) -> _Row:
    triples = list(dict.fromkeys(quad.triple for quad in dataset.quads_about(iri)))
    subject = ox.NamedNode(iri)
    own = [triple for triple in triples if triple.subject == subject]
    named = {tag: _label(own, tag) for tag in LANGUAGES}
    values: dict[str, list[str]] = {}
    for triple in own:
        value = triple.object
        if triple in named.values() or not isinstance(value, ox.NamedNode | ox.Literal):
            continue
        tag = value.language if isinstance(value, ox.Literal) else None
        name = _column(triple.predicate.value, tag or "")
        values.setdefault(name, []).append(value.value)
    return _Row(
        iri,
        tuple(_text(triple) for triple in named.values()),
        {name: sorted(found) for name, found in values.items()},
        _geometry(dataset, own, triples),
    )


@lru_cache(maxsize=1_000)
def _column(predicate: str, language: str) -> str:
    return compact(predicate) + (f"_{language}" if language else "")


def _label(own: list[ox.Triple], language: str) -> ox.Triple | None:
    """The triple that names a thing in a language."""
    for predicate in LABEL_PREDICATES:
        found = [
            triple
            for triple in own
            if triple.predicate.value == predicate
            and isinstance(triple.object, ox.Literal)
            and (triple.object.language or "").partition("-")[0] == language
        ]
        if found:
            return min(found, key=_text)
    return None


def _text(triple: ox.Triple | None) -> str:
    return triple.object.value if triple and isinstance(triple.object, ox.Literal) else ""


def _geometry(
    dataset: Dataset, own: list[ox.Triple], triples: list[ox.Triple]
) -> dict[str, Any] | None:
    """The geometry of a thing: itself, or the first that can be drawn of those it has."""
    described = own
    for predicate in ("", *_TO_GEOMETRY):
        if predicate:
            nodes = {t.object for t in own if t.predicate.value == predicate}
            described = [t for t in triples if t.subject in nodes]
            for node in sorted(nodes, key=str):
                if isinstance(node, ox.NamedNode):
                    described += [quad.triple for quad in dataset.quads_about(node.value)]
        for triple in described:
            if triple.predicate.value == _WKT and isinstance(triple.object, ox.Literal):
                found = geometry(triple.object.value)
                if found:
                    return found
    return None


def _members(row: _Row, order: Iterable[str]) -> dict[str, Any]:
    labels = {f"label_{tag}": text for tag, text in zip(LANGUAGES, row.labels, strict=True)}
    values = {name: row.values[name] for name in order if name in row.values}
    return {"iri": row.iri} | {key: text for key, text in labels.items() if text} | values


def _feature(row: _Row, order: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row.iri,
        "geometry": row.geometry,
        "properties": _members(row, order),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _csv_line(cells: Iterable[str]) -> bytes:
    """A line of CSV, no cell of which a spreadsheet takes for a formula.

    Source: https://www.rfc-editor.org/rfc/rfc4180
    """
    line = io.StringIO()
    csv.writer(line).writerow([_guarded(cell) for cell in cells])
    return line.getvalue().encode()


def _guarded(cell: str) -> str:
    risky = cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if risky else cell
