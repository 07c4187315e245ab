"""A real server of the project, on a free port."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from support.client import CHANTIER, ROOT, Client

START_SECONDS = 60
"""How long a server may take to answer for the first time."""


@contextmanager
def serving(data_dir: Path, *, inside: Sequence[str] = (), **environment: str) -> Iterator[Client]:
    """Serve a data directory on a free port until the block ends.

    ``inside`` comes before the command: what runs it in another place.
    """
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir), **environment}
    log = data_dir.parent / f"{data_dir.name}.log"
    with log.open("w+", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            [*inside, *CHANTIER, "serve", "--port", "0"], stderr=stderr, env=variables, cwd=ROOT
        )
        try:
            yield _when_ready(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _when_ready(process: subprocess.Popen[bytes], log: Path) -> Client:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        said = log.read_text(encoding="utf-8")
        address = re.search(r"http://\S+?(?=/ )", said)
        if address:
            client = Client(address[0])
            try:
                if client.get("/healthz").status == 200:
                    return client
            except OSError:
                pass
        time.sleep(0.05)
    raise AssertionError(f"the server did not come up:\n{log.read_text(encoding='utf-8')}")
