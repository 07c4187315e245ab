"""Options that several subcommands take, the settings of a run, the dataset that is served."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from chantier.namespaces import LANGUAGES
from chantier.settings import Settings, load
from chantier.store import versions
from chantier.store.dataset import Dataset

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
    """The version being served, built first where there is none."""
    build_first_version(settings)
    return Dataset(versions.current(settings.data_dir), settings.union_default_graph)


def build_first_version(settings: Settings) -> None:
    """Build a version where there is none yet."""
    if not (settings.data_dir / "current").exists():
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
