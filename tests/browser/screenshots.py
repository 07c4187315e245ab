"""Photographs the pages that docs/site.md shows: ``make screenshots``."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from browser.chromium import launched
from browser.kinds import KINDS
from browser.visitors import frozen_query
from support.client import ROOT, run
from support.server import serving

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = ROOT / "docs" / "screenshots"
WIDTH, HEIGHT = 1280, 900
BYTES_MOST = 60_000
SHOWN = (
    "home", "explorer", "statement", "pole", "source text", "figures", "questions", "queries",
    "chart", "map", "network", "frozen", "ontology", "data", "link", "status", "versions", "dump",
    "changes", "fragments",
)  # fmt: skip
"""Kinds of pages, in the order of docs/site.md."""
_COLOURS = (64, 32, 16, 8)


def file_name(kind: str) -> str:
    return f"{kind.replace(' ', '-')}.webp"


def expected() -> list[str]:
    """Give the names of the files there should be."""
    return [file_name(kind) for kind in SHOWN]


def small(png: bytes) -> bytes:
    """Give a picture in few colours, as WebP without loss: letters stay sharp."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in _COLOURS:
        written = _written(picture.quantize(colours, dither=Image.Dither.NONE))
        if len(written) <= BYTES_MOST:
            return written
    raise AssertionError(f"a picture takes more than {BYTES_MOST} bytes in {_COLOURS[-1]} colours")


def _written(picture: Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "webp", lossless=True, quality=100, method=6)
    return file.getvalue()


def photograph(url: str, version: str, frozen: str, folder: Path) -> None:
    """Write a picture of each page that is shown, in French, light, at the width of a desk."""
    with launched() as browser:
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="fr-CA"
        )
        for kind in SHOWN:
            path = KINDS[kind].path.format(lang="fr", version=version, frozen=frozen)
            answer = page.goto(url + path)
            assert answer is not None
            assert answer.status == KINDS[kind].status, path
            (folder / file_name(kind)).write_bytes(small(page.screenshot()))


def main() -> None:
    """Build the graph, serve it, photograph it, and say what came of it."""
    data_dir = ROOT / "var"
    built = run("build", data_dir=data_dir)
    assert built.returncode == 0, built.stderr
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with serving(data_dir) as client:
        version = client.get("/healthz").json["version"]
        photograph(client.url, version, frozen_query(client), FOLDER)
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    sys.stderr.write(f"{len(list(FOLDER.iterdir()))} pictures, {total // 1000} kB, in {FOLDER}\n")


if __name__ == "__main__":
    main()
