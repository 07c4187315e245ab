"""Any process of the server may be killed at any moment: others go on, and all is mended soon."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from chantier.store import versions
from support.load import (
    BROKEN,
    HOSTILE,
    KINDS,
    Crew,
    E,
    Server,
    crowd,
    percentile,
    under_load,
    until,
)

pytestmark = pytest.mark.load

KILLS, KILLS_MOST = 63, 189
"""At least so many; and on, until so many writes were acknowledged in between."""
WRITES = 20
LONG = f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}p> ?d . ?e <{E}p> ?f }}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("deaths") / "var"
    versions.publish(data_dir, crowd())
    with under_load(
        data_dir,
        CHANTIER_QUERY_SECONDS="2",
        CHANTIER_CLIENT_BURST_SECONDS="100000",
        CHANTIER_WRITES="true",
        CHANTIER_SHACL_GATE="false",
    ) as running:
        yield running


def test_whatever_process_is_killed_the_server_answers_again_at_once(
    server: Server, pytestconfig: pytest.Config
) -> None:
    chance = random.Random(4711)  # noqa: S311 — what to kill is no secret
    seen: dict[object, int] = {}

    def ask(thread: int) -> None:
        """A steady load; a wrong, cut-off or late answer raises."""
        visitor = server.visitor(patience=5)
        try:
            told: object = visitor.look_up(thread * 10_000_000 + chance.randrange(9_999_999)).status
        except BROKEN:
            told = "broken"
        seen[told] = seen.get(told, 0) + 1
        time.sleep(0.005)

    writer = server.writer()

    def write(_thread: int) -> None:
        try:
            told: object = f"write {writer.write()}"
        except BROKEN:
            told = "write broken"
        seen[told] = seen.get(told, 0) + 1

    gaps: list[float] = []
    with Crew(ask, 4) as crew, Crew(write, 1) as writers:
        for number in range(KILLS_MOST):
            if number >= KILLS and len(writer.acknowledged) >= WRITES:
                break
            kind = KINDS[number % len(KINDS)] if number < 49 else chance.choice(KINDS)
            until(lambda: is_whole(server), 10, f"not whole again: {server.kinds()}")
            until(lambda kind=kind: bool(server.kinds()[kind]), 10, f"no {kind} comes")
            with suppress(IndexError, ProcessLookupError):  # one that writes may have ended
                os.kill(chance.choice(server.kinds()[kind]), signal.SIGKILL)
            gaps.append(until(lambda: server.answers(), 5, f"no answers after {kind} was killed"))
            # Both web processes take connections: several answers in a row show that all do.
            for _ in range(8):
                gaps.append(until(lambda: server.answers(), 5, f"{kind} is still missed"))
            time.sleep(chance.uniform(0.0, 0.1))
    if pytestconfig.option.verbose > 0:
        print(f"{seen}, longest gap {max(gaps):.3f} s")  # noqa: T201
    assert not crew.failures, crew.failures[0]
    assert not writers.failures, writers.failures[0]
    assert max(gaps) < 1.0
    looked_up = {told: count for told, count in seen.items() if "write" not in str(told)}
    assert set(looked_up) <= {200, 503, "broken"}
    assert looked_up[200] > 0.95 * sum(looked_up.values()), seen
    assert len(writer.acknowledged) >= WRITES, seen
    until(lambda: is_whole(server), 5, "not whole again")
    until(lambda: not server.kinds()["lost"], 5, f"processes were left behind: {server.kinds()}")
    until(lambda: server.answers(), 5, "no answers")
    assert not writer.missing()


def is_whole(server: Server) -> bool:
    kinds = server.kinds()
    watched = len(kinds["main"]) == len(kinds["spare"]) == 1
    return watched and all(len(kinds[kind]) >= 2 for kind in ("web", "fork", "zygote", "worker"))


def test_a_dead_web_process_leaves_no_query_running_and_no_turn_taken(server: Server) -> None:
    def ask(_thread: int) -> None:
        with suppress(*BROKEN):
            server.visitor(HOSTILE, 30).post(LONG)

    until(lambda: is_whole(server), 10, "not whole")
    with Crew(ask, 6):
        until(lambda: bool(server.stopped()), 5, "no query ever waited for its turn")
        for victim in server.kinds()["web"]:
            os.kill(victim, signal.SIGKILL)
        until(lambda: is_whole(server), 10, "the web processes did not come back")
    until(lambda: not server.stopped(), 6, "a stopped worker was left behind")
    until(lambda: not server.kinds()["lost"], 6, f"left behind: {server.kinds()}")
    until(lambda: server.answers(), 5, "no answers")  # forked is not yet listening
    started = time.perf_counter()
    text = f"SELECT (COUNT(*) AS ?n) {{ ?a <{E}p> ?b . ?c <{E}v> ?d FILTER(?d < 500) }}"
    assert server.visitor().post(text, "text/csv").status == 200
    assert time.perf_counter() - started < 5


def test_a_version_that_is_switched_in_while_fork_servers_die_is_served_all_the_same(
    server: Server,
) -> None:
    chance = random.Random(7)  # noqa: S311
    for number in range(4):
        until(lambda: is_whole(server), 10, "not whole")
        version = versions.publish(server.data_dir, crowd(f"<{E}new> <{E}p> {number} ."))
        time.sleep(chance.uniform(0, 0.05))
        kind = ("zygote", "fork")[number % 2]
        os.kill(chance.choice(server.kinds()[kind]), signal.SIGKILL)
        text = f"SELECT ?n {{ <{E}new> <{E}p> ?n }}"
        for _ in range(3):
            deadline = time.monotonic() + 5
            while asked(server, text) != f"n\r\n{number}\r\n":
                assert time.monotonic() < deadline, version.manifest.id


def asked(server: Server, text: str) -> str:
    with suppress(*BROKEN):
        answer = server.visitor(patience=5).query(text, "text/csv")
        return answer.text if answer.status == 200 else ""
    return ""


def test_percentiles_are_of_the_values_given() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
