"""Made-up boundaries: boxes and cells around the points where the graph puts the regions’ names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chantier.boundaries.graph import Boundary, Origin, boundary_triples
from support.client import ROOT

SOURCE = "https://example.org/limites"
TITLE = "Régions, essai"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_POINT = re.compile(
    r'geometrie:region-(\d\d)-etiquette\n.*?geo:asWKT "POINT\((\S+) (\S+)\)"', re.DOTALL
)


def label_points() -> dict[str, tuple[float, float]]:
    """Code of each region → longitude and latitude of its label point."""
    text = (ROOT / "data" / "regions.ttl").read_text(encoding="utf-8")
    blocks = text.split("\n\n")
    found = (_POINT.search(f"{block}\n") for block in blocks)
    return {each[1]: (float(each[2]), float(each[3])) for each in found if each}


def boxes(half: float = 0.2) -> Iterator[Boundary]:
    """A square around each label point, its side in degrees twice ``half``."""
    for code, (x, y) in sorted(label_points().items()):
        west, south, east, north = x - half, y - half, x + half, y + half
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        ring = ", ".join(f"{a:.4f} {b:.4f}" for a, b in corners)
        yield Boundary(code, f"essai {code}", f"trial {code}", f"POLYGON (({ring}))")


def boundary_document() -> str:
    """The whole graph of boundaries, as N-Triples, which Turtle reads too."""
    origin = Origin(SOURCE, TITLE, LICENCE, "2026-11-01")
    return "".join(f"{triple} .\n" for triple in boundary_triples(list(boxes()), origin))
