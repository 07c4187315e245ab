"""Values that a site makes once for the version being served."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from chantier.site.per_version import PerVersion
from chantier.store import versions
from chantier.store.dataset import Dataset


@pytest.fixture(scope="module")
def data(data_dir: Path) -> Dataset:
    return Dataset(versions.current(data_dir))


class Counted:
    """Counts how often its value is made."""

    def __init__(self, value: str = "made") -> None:
        self.value, self.times = value, 0

    def __call__(self, _data: Dataset, *_conditions: object) -> str:
        self.times += 1
        return f"{self.value} {self.times}" if self.value else ""


def test_a_value_is_made_once_for_a_version(data: Dataset) -> None:
    made = Counted()
    value = PerVersion("test", made)
    with Flask("test").app_context():
        assert [value.of(data), value.of(data)] == ["made 1", "made 1"]


def test_a_version_that_is_opened_again_has_its_own_value(data: Dataset) -> None:
    value = PerVersion("test", Counted())
    with Flask("test").app_context():
        assert [value.of(data), value.of(Dataset(data.version))] == ["made 1", "made 2"]


def test_a_condition_that_changes_makes_it_anew(data: Dataset) -> None:
    value = PerVersion("test", Counted())
    with Flask("test").app_context():
        assert [value.of(data, False), value.of(data, True)] == ["made 1", "made 2"]
        assert value.of(data, True) == "made 2"


def test_an_empty_value_is_not_kept(data: Dataset) -> None:
    made = Counted("")
    value = PerVersion("test", made)
    with Flask("test").app_context():
        assert [value.of(data), value.of(data)] == ["", ""]
    assert made.times == 2


def test_each_application_has_its_own(data: Dataset) -> None:
    value = PerVersion("test", Counted())
    with Flask("test").app_context():
        assert value.of(data) == "made 1"
    with Flask("test").app_context():
        assert value.of(data) == "made 2"


def test_requests_at_once_make_it_once(data: Dataset) -> None:
    made = Counted()
    value, app = PerVersion("test", made), Flask("test")

    def ask(_: int) -> str:
        with app.app_context():
            return value.of(data)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(64))) == {"made 1"}
    assert made.times == 1
