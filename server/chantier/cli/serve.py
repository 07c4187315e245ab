"""``chantier serve``."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

import click

from chantier.cli.logs import start_logging
from chantier.cli.options import build_first_version, data_dir_option, settings_from
from chantier.errors import SettingError
from chantier.net.connections import ServiceHosts
from chantier.serve import Supervisor, listening
from chantier.store.storage import write_problem

_LOG = logging.getLogger(__name__)


@click.command("serve")
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.  [default: 8000]")
@click.option("--workers", type=int, help="Web processes.  [default: 2]")
@data_dir_option
def serve_command(
    host: str | None, port: int | None, workers: int | None, data_dir: Path | None
) -> None:
    """Serve the current version over HTTP, building one first where there is none.

    When a build publishes a new version, the running server takes it up by itself.
    """
    settings = settings_from(host=host, port=port, workers=workers, data_dir=data_dir)
    ServiceHosts(settings.service_hosts)  # a list that cannot be read is refused now
    start_logging(settings.log_format)
    build_first_version(settings)
    if problem := write_problem(settings.data_dir):
        _LOG.warning(
            "%s: what is published is served, and writes, frozen queries and new dumps are"
            " refused. %s",
            settings.data_dir,
            problem.english,
        )
    port_taken = _free_port(settings.host, settings.port)
    address = _authority(settings.host, port_taken)
    with suppress(OSError):  # stderr may be a file on a full disk
        click.echo(f"chantier: http://{address}/ (Ctrl+C ends it)", err=True)
    Supervisor(settings, port_taken).run()


def _authority(host: str, port: int) -> str:
    """Host and port as addresses write them.

    Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _free_port(host: str, port: int) -> int:
    """The port to use, which is free.

    Raises:
        SettingError: another program holds it, or the address is not this machine's.
    """
    try:
        with listening(host, port, shared=False) as probe:
            return int(probe.getsockname()[1])
    except OSError as error:
        raise SettingError(
            f"{_authority(host, port)} cannot be listened on: {error.strerror}. Choose another"
            " --port."
        ) from error
