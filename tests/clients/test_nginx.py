"""nginx in front, with connections it keeps: it and the server agree where each request ends."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from textwrap import dedent
from urllib.parse import urlsplit

import pytest

from clients.programs import program
from clients.raw_requests import asking, raw_requests
from support.client import Client

QUIET_SECONDS = 0.4
"""Silence after which nothing more is expected of who waits for the rest of a request."""
REFUSED = frozenset({400, 405, 408, 411, 413, 414, 417, 431, 501, 505})
WORD = re.compile(rb"\r\n\r\nm\r\n([a-z]+(?: \d+)?)\r\n")
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
CONFIGURATION = """
    {user}
    daemon off;
    worker_processes 1;
    pid {folder}/nginx.pid;
    error_log {folder}/error.log warn;
    events {{ worker_connections 64; }}
    http {{
        access_log off;
        client_header_timeout 1s;
        client_body_timeout 1s;
        client_body_temp_path {folder}/body;
        proxy_temp_path {folder}/proxy;
        fastcgi_temp_path {folder}/fastcgi;
        uwsgi_temp_path {folder}/uwsgi;
        scgi_temp_path {folder}/scgi;
        upstream chantier {{ server {upstream}; keepalive 1; }}
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        server {{
            listen 127.0.0.1:{ports[0]};
            location / {{ proxy_pass http://chantier; }}
        }}
        server {{
            listen 127.0.0.1:{ports[1]};
            location / {{ proxy_pass http://chantier; proxy_request_buffering off; }}
        }}
    }}
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers_at(port: int) -> bool:
    with suppress(OSError):
        return b"nginx" in conversation(port, asking("ready"), "ready")
    return False


@pytest.fixture(scope="module")
def ports(client: Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The port where nginx collects a body before it passes it on, and the one where not."""
    nginx, folder = program("nginx"), tmp_path_factory.mktemp("nginx")
    both = free_port(), free_port()
    settings = CONFIGURATION.format(
        user="" if os.geteuid() else "user root;",
        folder=folder,
        upstream=urlsplit(client.url).netloc,
        ports=both,
    )
    file = folder / "nginx.conf"
    file.write_text(dedent(settings), encoding="utf-8")
    command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(file)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 10
            while not all(answers_at(port) for port in both):
                assert process.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "nginx does not come up"
                time.sleep(0.05)
            yield both
        finally:
            process.terminate()
            process.wait(10)


def conversation(port: int, sent: bytes, last_word: str) -> bytes:
    """What is answered until a word comes, the connection ends, or nothing more is said."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        with suppress(OSError):  # refused before all is sent
            line.sendall(sent)
        line.settimeout(QUIET_SECONDS)
        with suppress(OSError):
            while part := line.recv(1 << 16):
                said += part
                if b"m\r\n%s\r\n" % last_word.encode() in said:
                    break
                line.settimeout(2.0 if not said else QUIET_SECONDS)
    return said


def words(said: bytes) -> list[str]:
    """The words of the answers, in order."""
    return [word.decode() for word in WORD.findall(said)]


def ends(said: bytes) -> bool:
    """Whether the last answer is a refusal or ends the connection, or there is none at all."""
    statuses = STATUS.findall(said)
    refused = not statuses or int(statuses[-1]) in REFUSED
    return refused or b"connection: close" in said.lower()


def agree(one: bytes, other: bytes) -> bool:
    """Whether two took the same requests from the same bytes, as far as they went."""
    first, second = words(one), words(other)
    if len(first) > len(second):
        return agree(other, one)
    return first == second or (ends(one) and first == second[: len(first)])


SENT = list(enumerate(raw_requests()))


def test_there_are_a_hundred_requests_and_more() -> None:
    assert len({raw for _, raw in SENT}) == len(SENT) >= 100


@pytest.mark.parametrize(("number", "raw"), SENT, ids=[f"{n}" for n, _ in SENT])
def test_a_proxy_and_the_server_agree_where_a_request_ends(
    client: Client, ports: tuple[int, int], number: int, raw: bytes
) -> None:
    marker = f"marker {number}"
    direct_port = urlsplit(client.url).port
    assert direct_port is not None
    direct = conversation(direct_port, raw + asking(marker), marker)
    for port in ports:
        proxied = conversation(port, raw + asking(marker), marker)
        assert agree(direct, proxied), (raw, direct, proxied)
        for turn in range(3):  # over the connection that nginx kept to the server
            own = f"own {1000 * number + turn}"
            after = conversation(port, asking(own), own)
            assert words(after) == [own], (raw, after)
            assert STATUS.findall(after) == [b"200"], (raw, after)
