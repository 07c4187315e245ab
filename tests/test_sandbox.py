"""Limits of a process, each set in a process of the test's own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

import pytest

from chantier.sandbox import birth, is_alive, send_signal

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the system does not say what Linux does"
)

CONFINED = """
import json, os, resource, socket, sys
from chantier.sandbox import confine

def happens(what, error):
    try:
        what()
    except error:
        return False
    return True

def connect():
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5).close()

before = happens(connect, OSError)
kept = confine(100 << 20, 16)
files = []
said = {
    "kept": kept,
    "reached before": before,
    "reached": happens(connect, OSError),
    "small": happens(lambda: bytearray(50 << 20), MemoryError),
    "large": happens(lambda: bytearray(1 << 30), MemoryError),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "files": happens(lambda: files.extend(open(os.devnull) for _ in range(20)), OSError),
}
print(json.dumps(said))
"""
DEEP = """
import sys
import pyoxigraph as ox
from chantier.sandbox import run_with_deep_stack

def work():
    levels = 5_000
    print(bool(ox.Store().query("ASK " + "{" * levels + "}" * levels)))

run_with_deep_stack(work)
"""
KEPT_FILE = """
import os
from chantier.sandbox import close_files_but

files = [os.open(os.devnull, os.O_RDONLY) for _ in range(3)]
close_files_but(files[1])

def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

print([is_open(number) for number in (0, 1, 2, *files)])
"""
PARENT_AND_CHILD = """
import os, signal
from chantier.sandbox import confine

pid = os.fork()
if not pid:
    confine(100 << 20, 64)
    print(os.getpid(), flush=True)
signal.pause()
"""

ORPHAN = """
import os
from chantier.sandbox import confine, is_alive

parent = os.getpid()
if os.fork():
    os._exit(0)
while os.getppid() == parent:
    pass
print(os.getpid(), flush=True)
confine(100 << 20, 64, parent)
print("it lives", flush=True)
"""
IGNORING = """
import os, signal
from chantier.sandbox import STOP_SIGNALS, ignore_stop_signals

ignore_stop_signals()
for number in STOP_SIGNALS:
    os.kill(os.getpid(), number)
print("it lives")
"""


def child(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def said(code: str, *arguments: str) -> str:
    ended = child(code, *arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


@pytest.fixture(scope="module")
def confined() -> dict[str, Any]:
    """What a confined process found that it could do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = json.loads(said(CONFINED, str(listening.getsockname()[1])))
    assert isinstance(found, dict)
    return found


def test_a_confined_process_grows_no_further_and_leaves_no_core(confined: dict[str, Any]) -> None:
    assert confined["small"]
    assert not confined["large"]
    assert not confined["files"]
    assert confined["core"] == [0, 0]


def test_a_confined_process_reaches_no_network_or_says_that_it_does(
    confined: dict[str, Any],
) -> None:
    assert confined["reached before"]
    assert confined["reached"] == ("the network" in confined["kept"])
    assert set(confined["kept"]) <= {"the network"}


def test_a_confined_process_ends_with_its_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT_AND_CHILD], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 20
        while is_alive(pid):
            assert time.monotonic() < deadline, "it outlived its parent"
            time.sleep(0.01)


def test_a_process_whose_parent_ended_before_it_was_confined_ends_too() -> None:
    printed = said(ORPHAN)
    assert printed.isdigit(), printed


def test_a_process_that_leaves_it_to_its_parent_outlives_what_stops_that() -> None:
    assert said(IGNORING) == "it lives"


def test_a_deep_query_has_the_stack_that_it_needs() -> None:
    assert said(DEEP) == "True"


def test_a_process_ends_itself_unless_that_is_cancelled() -> None:
    head = "import signal; from chantier.sandbox import kill_self_after; kill_self_after(0.05);"
    assert child(f"{head} [None for _ in iter(int, 1)]").returncode == -signal.SIGALRM
    cancelled = f"{head} kill_self_after(0); print(signal.getitimer(signal.ITIMER_REAL))"
    assert said(cancelled) == "(0.0, 0.0)"


def test_a_process_that_ended_is_not_alive_even_before_it_is_reaped() -> None:
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        assert is_alive(process.pid)
        send_signal(process.pid, signal.SIGTERM)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not is_alive(process.pid)
        assert process.wait() == -signal.SIGTERM
    assert not is_alive(process.pid)
    send_signal(process.pid, signal.SIGTERM)
    assert is_alive(os.getpid())


def test_a_process_began_when_it_was_started() -> None:
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as process:
        began = birth(process.pid)
        process.kill()
    assert birth(os.getpid()) <= began
    assert abs(time.time() - began) < 60
    assert birth(process.pid) == 0.0


def test_a_process_is_shown_by_its_name() -> None:
    code = (
        "from pathlib import Path; from chantier.sandbox import name_process;"
        "name_process('chantier-with-a-long-name'); print(Path('/proc/self/comm').read_text())"
    )
    assert said(code) == "chantier-with-a"


def test_every_file_but_one_and_the_standard_ones_is_closed() -> None:
    assert said(KEPT_FILE) == "[True, True, True, False, True, False]"
