"""``chantier build``."""

from __future__ import annotations

from pathlib import Path

import click

from chantier.build import build
from chantier.cli.options import settings_from


@click.command("build")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where versions are written.")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the RDF sources.")
def build_command(data_dir: Path | None, sources: Path | None) -> None:
    """Check the sources and publish them as a version.

    A graph that breaks a shape or a check is refused, and the version being served stays. Prints
    the id of the version now served.
    """
    settings = settings_from(data_dir=data_dir, sources=sources)
    version, new = build(settings)
    manifest = version.manifest
    news = "new version" if new else "nothing changed, still version"
    click.echo(
        f"{news}: {manifest.quads} quads in {len(manifest.graphs)} graphs, {manifest.created}",
        err=True,
    )
    click.echo(manifest.id)
