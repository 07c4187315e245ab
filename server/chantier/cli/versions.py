"""``chantier versions``, ``rollback``, ``backup`` and ``restore``."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import click

from chantier.cli.options import data_dir_option, settings_from
from chantier.errors import SettingError
from chantier.store import backups, retention, versions
from chantier.store.integrity import verify
from chantier.store.link import SHORT_ID_CHARACTERS
from chantier.store.saved_queries import SavedQueries
from chantier.store.storage import storage_error


@click.command("versions")
@data_dir_option
def versions_command(data_dir: Path | None) -> None:
    """List the versions that are kept, the youngest first, as TSV.

    The one being served is marked with an asterisk.
    """
    settings = settings_from(data_dir=data_dir)
    served = versions.served_id(settings.data_dir)
    click.echo("served\tid\tcreated\tquads\torigin\tparent")
    for version in versions.kept_versions(settings.data_dir):
        manifest = version.manifest
        mark, most = "*" if manifest.id == served else "", SHORT_ID_CHARACTERS
        click.echo(
            f"{mark}\t{manifest.id[:most]}\t{manifest.created}\t{manifest.quads}\t{manifest.origin}"
            f"\t{manifest.parent[:most]}"
        )


@click.command("rollback")
@click.argument("version_id", metavar="[ID]", default="")
@data_dir_option
def rollback_command(version_id: str, data_dir: Path | None) -> None:
    """Serve an older version again: the one whose ID starts so, or the parent of the present one.

    Prints the id of the version now served. Who did it and when is kept in switches.jsonl.
    """
    settings = settings_from(data_dir=data_dir)
    version = retention.roll_back(settings.data_dir, version_id, _user())
    click.echo(f"now served: {version.manifest.quads} quads, {version.manifest.created}", err=True)
    click.echo(version.manifest.id)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_dir_option
def backup_command(file: Path, data_dir: Path | None) -> None:
    """Write the version being served into FILE (….tar.zst or ….tar.gz).

    Prints the id of the version.
    """
    settings = settings_from(data_dir=data_dir)
    version = versions.current(settings.data_dir)
    verify(version)
    try:
        backups.write_backup(version, file, SavedQueries(settings.data_dir).dump())
    except OSError as error:
        raise storage_error(error) or SettingError(
            f"{file} cannot be written: {error.strerror}."
        ) from error
    click.echo(version.manifest.id)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where versions are written.")
def restore_command(file: Path, data_dir: Path | None) -> None:
    """Serve the version that a backup holds, once its digest was verified.

    Prints the id of the version now served.
    """
    settings = settings_from(data_dir=data_dir)
    backup = backups.read_backup(file)
    version = backups.restore(
        settings.data_dir, backup, settings.memory_quads, settings.union_default_graph
    )
    click.echo(f"now served: {version.manifest.quads} quads", err=True)
    click.echo(version.manifest.id)


def _user() -> str:
    """The name of the user who runs this command, or the number where there is no name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
