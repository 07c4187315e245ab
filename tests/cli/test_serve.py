from __future__ import annotations

from pathlib import Path

from support.client import Client, run


def test_a_port_that_is_taken_is_refused(client: Client, data_dir: Path) -> None:
    port = client.url.rpartition(":")[2]
    ended = run("serve", "--port", port, data_dir=data_dir)
    assert ended.returncode == 2
    assert "Choose another --port" in ended.stderr
