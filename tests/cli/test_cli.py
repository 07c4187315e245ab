from __future__ import annotations

import pytest

import chantier
from chantier import errors
from chantier.cli import exit_code
from support.client import run


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"chantier {chantier.__version__}\n"


def test_an_unknown_command_is_a_misuse() -> None:
    assert run("publish").returncode == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.DoesNotConform("x", ()), 1),
        (errors.SourceError("x"), 3),
        (errors.QuerySyntaxError("x"), 3),
        (errors.EndpointError("x"), 4),
        (errors.LimitExceeded("x"), 5),
        (errors.SettingError("x"), 2),
        (errors.ParameterError("x"), 2),
    ],
)
def test_the_exit_code_says_what_kind_of_error_it_was(
    error: errors.ChantierError, code: int
) -> None:
    assert exit_code(error) == code
