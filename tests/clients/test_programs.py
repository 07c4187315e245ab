from __future__ import annotations

from pathlib import Path

import pytest

from clients.programs import PACKAGES, program


@pytest.mark.parametrize("name", PACKAGES)
def test_a_program_that_is_not_there_is_skipped_with_the_packages_to_install(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TEST_CLIENTS", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"{name} is not .* install {PACKAGES[name]}"):
        program(name)


def test_where_nothing_may_be_missing_it_fails_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TEST_CLIENTS", "all")
    with pytest.raises(pytest.fail.Exception, match="apt-get install wget"):
        program("wget")
