"""``chantier token``: who may write."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from chantier.cli.options import settings_from
from chantier.namespaces import expand
from chantier.updates import tokens

_DATA_DIR = click.option("--data-dir", type=click.Path(path_type=Path), help="Where tokens are.")


@click.group("token")
def token_group() -> None:
    """Create, list and revoke the tokens that open graphs to writing."""


@token_group.command("create")
@click.argument("name")
@click.option(
    "--graph",
    "graphs",
    multiple=True,
    required=True,
    help="A graph it opens; with * at the end, all that start so. May be repeated.",
)
@click.option("--expires", default="", help="Last day on which it is good, such as 2027-01-31.")
@_DATA_DIR
def create_command(name: str, graphs: tuple[str, ...], expires: str, data_dir: Path | None) -> None:
    """Create a token and print it, this once.

    NAME will stand in the public journal of writes: name a role or a program, not a person.
    """
    settings = settings_from(data_dir=data_dir)
    iris = [graph if graph == "*" else expand(graph) for graph in graphs]
    secret = tokens.create(settings.data_dir, name, iris, expires)
    if not settings.writes:
        click.echo("chantier: writes are off; set writes = true to use this token.", err=True)
    click.echo("chantier: keep it now, it will not be shown again.", err=True)
    click.echo(secret)


@token_group.command("list")
@_DATA_DIR
def list_command(data_dir: Path | None) -> None:
    """List the tokens, never their secrets, as TSV."""
    settings = settings_from(data_dir=data_dir)
    now = datetime.now(UTC)
    click.echo("name\tstate\tcreated\texpires\trevoked\tgraphs")
    for token in tokens.all_tokens(settings.data_dir):
        click.echo(
            f"{token.name}\t{token.state(now)}\t{token.created}\t{token.expires}\t{token.revoked}"
            f"\t{' '.join(token.graphs)}"
        )


@token_group.command("revoke")
@click.argument("name")
@_DATA_DIR
def revoke_command(name: str, data_dir: Path | None) -> None:
    """Revoke a token: from now on it opens nothing."""
    settings = settings_from(data_dir=data_dir)
    tokens.revoke(settings.data_dir, name)
    click.echo(f"chantier: “{name}” is revoked.", err=True)
