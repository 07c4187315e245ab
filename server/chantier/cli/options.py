"""What several subcommands share: reading the settings, opening the dataset."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from chantier.settings import Settings, load
from chantier.store import versions
from chantier.store.dataset import Dataset


def settings_from(**flags: Any) -> Settings:
    """Read the settings of this run; flags that are ``None`` were not given."""
    return load(os.environ, flags, Path.cwd())


def served_dataset(settings: Settings) -> Dataset:
    """Open the version being served, building one first where there is none."""
    if not (settings.data_dir / "current").exists():
        from chantier.build import build  # what it takes to check takes long to read

        click.echo("chantier: no version yet, building one…", err=True)
        build(settings)
    return Dataset(versions.current(settings.data_dir), settings.union_default_graph)


def parameter_values(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read ``name=value`` pairs."""
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"“{pair}” is not name=value.", param_hint="--param")
        values[name] = value
    return values
