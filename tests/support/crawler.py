"""A harvester’s way of asking: one connection, and where it is sent it goes."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit


class Crawler:
    """Asks one thing after the other on one connection, and follows where it is sent."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._sent: dict[str, str] = {}
        """Where everybody is sent, whatever they accept."""
        self._connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=60)

    def __enter__(self) -> Crawler:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str, accept: str) -> tuple[int, str, bytes]:
        for _ in range(3):
            path = self._sent.get(path, path)
            self._connection.request("GET", path, headers={"Accept": accept})
            answer = self._connection.getresponse()
            body = answer.read()
            if answer.status != 303:
                break
            sender, path = path, str(answer.headers["Location"])
            if "Accept" not in (answer.headers["Vary"] or "").split(", "):
                self._sent[sender] = path
        return answer.status, answer.headers.get("Content-Type", "").partition(";")[0], body
