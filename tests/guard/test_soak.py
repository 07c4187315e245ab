"""Ten minutes of mixed load with writes: nothing fails, nothing is lost, and memory stays flat."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.load

MINUTES = "10"


def test_ten_minutes_of_mixed_load_with_writes_leave_memory_flat() -> None:
    soak = Path(__file__).with_name("soak.py")
    ended = subprocess.run(
        [sys.executable, str(soak), "--minutes", MINUTES],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
