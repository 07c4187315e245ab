"""The script of the query page, made from ``server/editor`` as its lock file says."""

from __future__ import annotations

from pathlib import Path

from clients.programs import node_project, ran
from support.client import ROOT

EDITOR = ROOT / "server" / "editor"
STATIC = ROOT / "server" / "chantier" / "site" / "static"
DIGEST = EDITOR / "query.js.sha256"


def make(folder: Path, digest: Path) -> None:
    """Write the script and the licences it is under into a folder, and its digest into a file."""
    node, place = node_project("editor", EDITOR)
    ran(node, place / "build.mjs", folder, digest, cwd=place)


if __name__ == "__main__":
    make(STATIC, DIGEST)
