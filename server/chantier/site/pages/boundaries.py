"""The map of the regions by their boundaries, where these were imported."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from chantier.boundaries.graph import boundary_iri
from chantier.describe.entity import Name, name_of
from chantier.describe.location import geometry_of
from chantier.describe.values import iris, literals, values_of
from chantier.errors import UnknownThing
from chantier.namespaces import PREFIXES, expand
from chantier.site.context import dataset
from chantier.site.graphics.boundary_map import (
    Drawing,
    Outline,
    RegionBoundary,
    drawing,
    framed,
    labelled,
)
from chantier.site.graphics.tile_map import Region
from chantier.site.regions import regions
from chantier.site.rendering import html_page
from chantier.store.sources import BOUNDARIES

blueprint = Blueprint("boundaries", __name__)

_WKT = f"{PREFIXES['geo']}asWKT"
_WIDTH_TO_LETTER_RATIO = 28
"""Width of the map on a telephone, in sizes of its letters."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose boundaries these are."""

    source: Name
    address: str
    """Where the source is found; empty where the graph does not say."""
    licence: str


@dataclass(frozen=True, slots=True)
class DrawnRegion:
    """A region and its outline."""

    region: Region
    outline: Outline
    is_named: bool
    """Whether there is room for its code on the map."""


@blueprint.route("/<any(fr, en):language>/carte")
def boundary_map(language: str) -> Response:
    """The map of the regions, or of the one that ``region`` names, and the same as a list."""
    if not _imported():
        raise UnknownThing(
            "Ce site n’a pas les limites des régions. Qui le tient les importe avec la commande"
            " « chantier geo import »; la carte schématique est à l’accueil.",
            "This site does not have the boundaries of the regions. Whoever runs it imports them"
            " with the command “chantier geo import”; the schematic map is on the home page.",
        )
    listed = regions(language)
    code = request.args.get("region", "")
    chosen = next((region for region in listed if region.code == code), None)
    if code and not chosen:
        raise UnknownThing(
            f"Il n’y a pas de région « {code} » : les codes vont de 01 à 17.",
            f"There is no region “{code}”: the codes go from 01 to 17.",
        )
    drawn = _drawing(listed)
    frame = framed(drawn, code)
    letter = max(frame.width // _WIDTH_TO_LETTER_RATIO, 1)
    labels = labelled(drawn, letter)
    by_code = {outline.code: outline for outline in drawn.outlines}
    return html_page(
        "boundaries.html",
        language,
        scripted=True,
        regions=listed,
        chosen=chosen,
        drawn=[
            DrawnRegion(region, outline, region.code in labels)
            for region in listed
            if (outline := by_code.get(region.code))
        ],
        whole=drawn.frame,
        frame=frame,
        letter=letter,
        credits=_credits(language),
    )


@blueprint.app_template_global()
def boundary_page(language: str, region: str = "") -> str:
    """The address of the map, zoomed on a region by its IRI; empty without boundaries."""
    if not _imported():
        return ""
    code = region.removeprefix(PREFIXES["region"])
    return f"/{language}/carte" + (f"?region={code}#carte" if code else "")


def _imported() -> bool:
    return BOUNDARIES in dataset().version.manifest.graphs


def _drawing(listed: list[Region]) -> Drawing:
    data = dataset()
    places = (
        RegionBoundary(region.code, outline.value, geometry_of(data, region.name.iri))
        for region in listed
        for outline in literals(values_of(data, boundary_iri(region.code)), _WKT)[:1]
    )
    return drawing(tuple(places))


def _credits(language: str) -> list[Credit]:
    """Each source of the graph of boundaries, with the licence of the graph."""
    licences = _values(BOUNDARIES, "dcterms:license")
    return [
        Credit(
            name_of(dataset(), source, language),
            next(iter(_values(source, "foaf:page")), ""),
            next(iter(licences), ""),
        )
        for source in _values(BOUNDARIES, "dcterms:source")
    ]


def _values(iri: str, predicate: str) -> list[str]:
    return iris(values_of(dataset(), iri), expand(predicate))
