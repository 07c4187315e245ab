from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

LOGGING = """
import logging
from chantier.cli.logs import start_logging
start_logging("{form}")
logging.getLogger("chantier.essai").info("L’été, %s", 3)
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("chantier.essai").exception("failed")
"""


def logged(form: str) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", LOGGING.format(form=form)], capture_output=True, check=True
    )
    assert ended.stdout == b""
    return ended.stderr.decode().splitlines()


def test_json_logs_are_one_object_a_line_with_the_traceback_of_a_failure() -> None:
    first, second = map(json.loads, logged("json"))
    assert (first["level"], first["logger"]) == ("info", "chantier.essai")
    assert first["message"] == "L’été, 3"
    assert "traceback" not in first
    assert "ZeroDivisionError" in second["traceback"]


@pytest.mark.parametrize("level", [logging.INFO, logging.ERROR])
def test_text_logs_have_a_level_a_logger_and_a_message(level: int) -> None:
    name = f"{logging.getLevelName(level)} chantier.essai: "
    assert any(name in line for line in logged("text"))
