from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from chantier.serve import listening
from chantier.store import versions
from store.test_link import LOSSES
from support.client import CHANTIER, ROOT, Client, run
from support.load import until
from support.small_versions import draft
from test_serve import has_ipv6


def test_a_port_that_is_taken_is_refused(client: Client, data_dir: Path) -> None:
    port = client.url.rpartition(":")[2]
    ended = run("serve", "--port", port, data_dir=data_dir)
    assert ended.returncode == 2
    assert "Choose another --port" in ended.stderr


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_an_ipv6_address_is_printed_as_browsers_take_it(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    variables = {**os.environ, "CHANTIER_DATA_DIR": str(data_dir)}
    with log.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            [*CHANTIER, "serve", "--host", "::1", "--port", "0"],
            stderr=stderr,
            env=variables,
            cwd=ROOT,
        )
    try:
        for _ in range(600):
            found = re.search(r"http://\[::1\]:\d+/", log.read_text(encoding="utf-8"))
            if found:
                break
            assert process.poll() is None
            time.sleep(0.05)
        assert found
        until(lambda: answers(found[0]), 30, "it does not answer there")
    finally:
        process.terminate()
        process.wait(30)


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}healthz", timeout=5) as answer:  # noqa: S310 — our own server
            return answer.status == 200
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_an_ipv6_address_that_is_taken_is_named_with_brackets(data_dir: Path) -> None:
    with closing(listening("::1", 0, shared=False)) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("serve", "--host", "::1", "--port", str(port), data_dir=data_dir)
    assert ended.returncode == 2
    assert f"[::1]:{port} cannot be listened on" in ended.stderr


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("command", ["serve", "build", "dump"])
def test_a_lost_link_never_lets_a_build_take_the_place_of_what_was_written(
    tmp_path: Path, command: str, lose: Callable[[Path], None]
) -> None:
    data_dir = tmp_path / "var"
    versions.publish(data_dir, draft())
    version = versions.publish(data_dir, draft("<http://e/a> <http://e/written> 1 ."))
    lose(data_dir)
    ended = run(command, data_dir=data_dir)
    assert ended.returncode == 3
    assert f"chantier rollback {version.manifest.id[:12]}" in ended.stderr
    assert "Traceback" not in ended.stderr
    listed = run("versions", data_dir=data_dir)
    assert version.manifest.id[:12] in listed.stdout
    assert "*" not in listed.stdout
    mended = run("rollback", version.manifest.id[:12], data_dir=data_dir)
    assert mended.returncode == 0, mended.stderr
    assert versions.current(data_dir) == version
