from __future__ import annotations

import time

import pytest

from chantier.gateway.metrics import MAX_TIMED_ANSWERS, Metrics


def test_a_process_begins_with_nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000.5)
    metrics = Metrics()
    assert (metrics.started, metrics.loaded) == (1_000.5, 1_000.5)
    assert (metrics.cached, metrics.computed) == (0, 0)
    assert metrics.quantile(0.5) is None


def test_a_meter_gives_the_time_of_half_and_of_nearly_all() -> None:
    metrics = Metrics()
    for number in range(100, 0, -1):
        metrics.made(number / 1000)
    assert (metrics.quantile(0.5), metrics.quantile(0.95)) == (0.05, 0.095)
    assert (metrics.quantile(0), metrics.quantile(1)) == (0.001, 0.1)
    assert metrics.computed == 100


def test_the_share_of_one_answer_is_that_answer() -> None:
    metrics = Metrics()
    metrics.made(0.25)
    assert {metrics.quantile(share) for share in (0, 0.01, 0.5, 0.95, 1)} == {0.25}


def test_old_times_are_forgotten_and_their_answers_still_count() -> None:
    metrics = Metrics()
    metrics.made(60.0)
    for _ in range(MAX_TIMED_ANSWERS - 1):
        metrics.made(1.0)
    assert metrics.quantile(1) == 60.0
    metrics.made(1.0)
    assert metrics.quantile(1) == 1.0
    assert metrics.computed == MAX_TIMED_ANSWERS + 1


def test_a_clock_that_is_set_back_takes_nothing_from_the_uptime(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    metrics = Metrics()
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began - 3_600)
    assert 0 <= metrics.uptime() < 60
