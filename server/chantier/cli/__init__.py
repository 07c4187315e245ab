"""The ``chantier`` command: one file a subcommand, errors turned into exit codes here.

Exit codes: 0 done · 1 does not conform or differs · 2 misused · 3 input unreadable ·
4 network or endpoint · 5 timeout or limit · 6 a file that cannot be written, or a full disk ·
7 the server’s processes do not come up. Data goes to stdout, everything else to stderr.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from contextlib import suppress
from importlib import import_module

import click

import chantier
from chantier import errors
from chantier.store.storage import storage_error

_COMMANDS = {
    "backup": ("chantier.cli.versions", "backup_command"),
    "build": ("chantier.cli.build", "build_command"),
    "diff": ("chantier.cli.diff", "diff_command"),
    "doctor": ("chantier.cli.doctor", "doctor_command"),
    "dump": ("chantier.cli.dump", "dump_command"),
    "geo": ("chantier.cli.geo", "geo_group"),
    "query": ("chantier.cli.query", "query_command"),
    "questions": ("chantier.cli.questions", "questions_group"),
    "restore": ("chantier.cli.versions", "restore_command"),
    "rollback": ("chantier.cli.versions", "rollback_command"),
    "serve": ("chantier.cli.serve", "serve_command"),
    "show": ("chantier.cli.show", "show_command"),
    "token": ("chantier.cli.tokens", "token_group"),
    "validate": ("chantier.cli.validate", "validate_command"),
    "versions": ("chantier.cli.versions", "versions_command"),
}
"""Subcommand → its module, and its name there."""
_EXIT_CODES: tuple[tuple[type[errors.ChantierError], int], ...] = (
    (errors.DoesNotConform, 1),
    (errors.UnknownThing, 1),
    (errors.DumpsError, 6),
    (errors.SourceError, 3),
    (errors.QuerySyntaxError, 3),
    (errors.BrokenVersion, 3),
    (errors.BrokenBackup, 3),
    (errors.EndpointError, 4),
    (errors.LimitExceeded, 5),
    (errors.BuildInProgress, 5),
    (errors.StorageError, 6),
    (errors.WebProcessesFail, 7),
)
"""Error class → exit code; any other deliberate error means the command was misused (2)."""


class _Group(click.Group):
    """Imports the module of a subcommand when it is run: each needs but a part of them all."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)  # noqa: S101 — the table says so
        return found


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(chantier.__version__, prog_name="chantier", message="%(prog)s %(version)s")
def command() -> None:
    """Construire, vérifier, interroger et servir le graphe de connaissances du Chantier.

    Build, check, query and serve the knowledge graph of the Chantier de l'économie sociale.
    """


def exit_code(error: errors.ChantierError) -> int:
    """The exit code of an error."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 2)


def main() -> None:
    """Run the command and leave with its exit code."""
    try:
        try:
            command(prog_name="chantier")
        finally:
            sys.stdout.flush()  # a full disk may show only now
    except errors.ChantierError as error:
        _leave(error)
    except (OSError, sqlite3.Error) as error:
        known = storage_error(error)
        if known is None and getattr(error, "errno", 0) != errno.EPIPE:
            raise
        _give_up_stdout()
        if known is None:  # whoever read the output has left
            sys.exit(1)
        _leave(known)


def _leave(error: errors.ChantierError) -> None:
    place = f"{error.path}: " if isinstance(error, errors.StorageError) and error.path else ""
    with suppress(OSError):  # stderr may lie on the same full disk
        click.echo(f"chantier: {place}{error}", err=True)
    sys.exit(exit_code(error))


def _give_up_stdout() -> None:
    """Let what was not written be lost quietly: the interpreter writes it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
