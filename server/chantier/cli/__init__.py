"""The ``chantier`` command: one file a subcommand, errors turned into exit codes here.

Exit codes: 0 done · 1 does not conform or differs · 2 misused · 3 input unreadable ·
4 network or endpoint · 5 timeout or limit. Data goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import sys

import click

import chantier
from chantier import errors
from chantier.cli.build import build_command
from chantier.cli.diff import diff_command
from chantier.cli.doctor import doctor_command
from chantier.cli.dump import dump_command
from chantier.cli.geo import geo_group
from chantier.cli.query import query_command
from chantier.cli.questions import questions_group
from chantier.cli.serve import serve_command
from chantier.cli.show import show_command
from chantier.cli.tokens import token_group
from chantier.cli.validate import validate_command
from chantier.cli.versions import (
    backup_command,
    restore_command,
    rollback_command,
    versions_command,
)

_EXIT_CODES: tuple[tuple[type[errors.ChantierError], int], ...] = (
    (errors.DoesNotConform, 1),
    (errors.UnknownThing, 1),
    (errors.CopiesError, 3),
    (errors.SourceError, 3),
    (errors.QuerySyntaxError, 3),
    (errors.BrokenVersion, 3),
    (errors.BrokenBackup, 3),
    (errors.EndpointError, 4),
    (errors.LimitExceeded, 5),
    (errors.BuildInProgress, 5),
)
"""Error class → exit code; any other deliberate error means the command was misused (2)."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(chantier.__version__, prog_name="chantier", message="%(prog)s %(version)s")
def command() -> None:
    """Construire, vérifier, interroger et servir le graphe de connaissances du Chantier.

    Build, check, query and serve the knowledge graph of the Chantier de l'économie sociale.
    """


for subcommand in (
    build_command,
    serve_command,
    validate_command,
    dump_command,
    query_command,
    show_command,
    questions_group,
    versions_command,
    diff_command,
    rollback_command,
    backup_command,
    restore_command,
    token_group,
    geo_group,
    doctor_command,
):
    command.add_command(subcommand)


def exit_code(error: errors.ChantierError) -> int:
    """Give the exit code of an error."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 2)


def main() -> None:
    """Run the command and leave with its exit code."""
    try:
        command(prog_name="chantier")
    except errors.ChantierError as error:
        click.echo(f"chantier: {error}", err=True)
        sys.exit(exit_code(error))
