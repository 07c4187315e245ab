"""``chantier geo``: the boundaries of the regions, from a file that the operator downloaded."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click
import pyoxigraph as ox

from chantier.boundaries.codes import CODES
from chantier.boundaries.graph import (
    Boundary,
    Origin,
    boundary_triples,
    is_described,
)
from chantier.cli.options import data_dir_option, served_dataset, settings_from
from chantier.describe.entity import name_of
from chantier.describe.location import geometry_of
from chantier.errors import SettingError
from chantier.namespaces import PREFIXES, expand
from chantier.rdf.wkt import geometry
from chantier.settings import Settings
from chantier.store.sources import BOUNDARIES
from chantier.updates.perform import perform
from chantier.updates.request import Kind, Outcome, Part, WriteRequest

_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_TITLE = "Régions administratives du Québec"
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@click.group("geo")
def geo_group() -> None:
    """Import the boundaries of the regions, which the map then shows, or take them out again."""


@geo_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="Where FILE was found: its page, or source:….")
@click.option("--title", help=f"What the source calls it.  [default: {_TITLE}]")
@click.option("--licence", default=_CC_BY, show_default=True, help="IRI of the source’s licence.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day it was taken from there.  [default: today]",
)
@click.option("--code-field", default="", help="Field of the codes 01 to 17.  [default: found]")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0, max=1),
    help="Degrees by which borders may move.  [default: the least that makes them light]",
)
@data_dir_option
def import_command(
    file: Path,
    source: str,
    title: str | None,
    licence: str,
    day: datetime | None,
    code_field: str,
    tolerance: float | None,
    data_dir: Path | None,
) -> None:
    """Import the boundaries of Québec’s regions from FILE: GeoJSON, shapefile or GeoPackage.

    They replace those that were imported before. Prints the id of the version that has them.
    """
    origin = Origin(
        _address(source, "--source"),
        title or _TITLE,
        _address(licence, "--licence"),
        f"{(day or datetime.now(UTC)):%Y-%m-%d}",
    )
    if title and is_described(origin.source):
        raise click.UsageError("--title is for an address: the graph names this source already.")
    settings = settings_from(data_dir=data_dir)
    boundaries = _boundaries(settings, file, code_field, tolerance)
    triples = boundary_triples(boundaries, origin)
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    outcome = _write(settings, Kind.REPLACE, (Part("ntriples", content),))
    size = sum(len(boundary.wkt) for boundary in boundaries)
    news = f"the boundaries of {len(boundaries)} regions, {size // 1000} kB"
    click.echo(f"now served: {news}" if outcome.changed else f"unchanged: {news}", err=True)
    click.echo(outcome.version)


@geo_group.command("remove")
@data_dir_option
def remove_command(data_dir: Path | None) -> None:
    """Take the imported boundaries out again. Prints the id of the version without them."""
    click.echo(_write(settings_from(data_dir=data_dir), Kind.DELETE).version)


def _write(settings: Settings, kind: Kind, parts: tuple[Part, ...] = ()) -> Outcome:
    request = WriteRequest(kind, token="", graph=BOUNDARIES, parts=parts, local=True)
    return perform(settings, request, lambda begins: None)  # noqa: ARG005 — it may take its time


def _boundaries(
    settings: Settings, file: Path, code_field: str, tolerance: float | None
) -> list[Boundary]:
    try:
        from chantier.boundaries.outlines import read_outlines
    except ImportError as error:
        raise SettingError(
            f"Boundary files are read by libraries that are not installed ({error.name})."
            " Install them: pip install 'chantier-es[geo]'."
        ) from error
    data = served_dataset(settings)
    regions = {code: PREFIXES["region"] + code for code in CODES}
    places = {code: geometry(geometry_of(data, iri)) for code, iri in regions.items()}
    points = {
        code: (place["coordinates"][0], place["coordinates"][1])
        for code, place in places.items()
        if place and place["type"] == "Point"
    }
    outlines = read_outlines(file, points, code_field, tolerance)
    return [
        Boundary(code, name_of(data, iri, "fr").text, name_of(data, iri, "en").text, outlines[code])
        for code, iri in regions.items()
    ]


def _address(text: str, option: str) -> str:
    iri = expand(text)
    if not _ADDRESS.fullmatch(iri):
        raise click.BadParameter(f"“{text}” is not an IRI such as https://…", param_hint=option)
    return iri
