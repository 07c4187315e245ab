"""uvicorn and granian with an application that does the least: it returns fixed bytes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from textwrap import dedent

from benchmarks import load
from benchmarks.generate import VAR
from benchmarks.peer import Peer
from benchmarks.programs import TOOLS, package_version

_SHARED_OPTIONS = ("--loop", "uvloop", "--no-access-log", "--log-level", "warning")
OPTIONS = {
    "uvicorn": (*_SHARED_OPTIONS, "--http", "httptools", "--lifespan", "off"),
    "granian": (*_SHARED_OPTIONS, "--http", "1", "--interface", "asginl"),
}
"""Servers of ASGI applications, without start-up and shut-down events."""
_APPLICATION = """
    from pathlib import Path

    answers = {}
    for file in Path("bodies").iterdir():
        body = file.read_bytes()
        length = str(len(body)).encode()
        headers = [(b"content-type", b"text/turtle"), (b"content-length", length)]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        answers["/" + file.name] = start, {"type": "http.response.body", "body": body}


    async def app(scope, receive, send):
        start, body = answers[scope["path"]]
        await send(start)
        await send(body)
"""


class Bare(Peer):
    """A server from PyPI with an application that returns fixed bytes."""

    path = "/short"

    def __init__(self, name: str, bodies: Mapping[str, bytes]) -> None:
        """Prepare to serve each body at its name."""
        self.name = self.title = name
        super().__init__(VAR)
        self._bodies = bodies

    def install(self) -> str:
        """Nothing is installed: it is in the benchmark's own environment, or absent."""
        return package_version(self.name)

    def environment(self) -> Mapping[str, str]:
        """Nothing of this project can be imported."""
        return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def command(self) -> Sequence[str]:
        """Serve the application."""
        (self.workdir / "application.py").write_text(dedent(_APPLICATION), encoding="utf-8")
        (self.workdir / "bodies").mkdir()
        for name, body in self._bodies.items():
            (self.workdir / "bodies" / name).write_bytes(body)
        place = [
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            str(load.PROCESS_COUNT),
        ]
        return [str(TOOLS / "bin" / self.name), *place, *OPTIONS[self.name], "application:app"]
