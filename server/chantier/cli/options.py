"""Options that several subcommands take, the settings of a run, the dataset that is served."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from chantier.errors import BrokenVersion, LostCurrent, NoVersion
from chantier.namespaces import LANGUAGES
from chantier.settings import Settings, load
from chantier.store import versions
from chantier.store.dataset import Dataset
from chantier.store.integrity import verify

_Command = TypeVar("_Command", bound=Callable[..., Any])

data_dir_option = click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Where versions are."
)


def language_option(text: str) -> Callable[[_Command], _Command]:
    """The option ``--lang``, with its help text."""
    return click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help=text)


def settings_from(**flags: Any) -> Settings:
    """The settings of this run; flags that are ``None`` were not given."""
    return load(os.environ, flags, Path.cwd())


def served_dataset(settings: Settings) -> Dataset:
    """The version being served, whole, built first where there is none.

    Raises:
        BrokenVersion: a file of it is damaged.
    """
    build_first_version(settings)
    version = versions.current(settings.data_dir)
    verify(version)
    return Dataset(version, settings.union_default_graph)


def build_first_version(settings: Settings) -> None:
    """Build a version where there is none yet.

    Raises:
        LostCurrent: there was one, and the link to it is lost.
    """
    try:
        versions.current(settings.data_dir)
    except LostCurrent:
        raise
    except BrokenVersion:
        return  # whoever opens it says so; a server serves another one
    except NoVersion:
        from chantier.build import build  # what it takes to check takes long to read

        click.echo("chantier: no version yet, building one…", err=True)
        build(settings)


def parameter_values(pairs: tuple[str, ...]) -> dict[str, str]:
    """Name → value, of ``name=value`` pairs."""
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"“{pair}” is not name=value.", param_hint="--param")
        values[name] = value
    return values
