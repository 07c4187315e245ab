"""Where the four RDF folders lie: in the checkout, or bundled in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from chantier.errors import SettingError

FOLDERS = ("ontology", "data", "shapes", "queries")


def default_root() -> Path:
    """The folder that holds ``ontology/``, ``data/``, ``shapes/`` and ``queries/``."""
    package = Path(__file__).resolve().parent
    checkout = package.parent.parent
    bundle = package / "_bundle"
    return bundle if bundle.is_dir() else checkout


def checked_root(root: Path) -> Path:
    """The folder itself, which holds the four folders.

    Raises:
        SettingError: one of them is missing.
    """
    missing = [name for name in FOLDERS if not (root / name).is_dir()]
    if missing:
        raise SettingError(
            f"The folder {root} has no {', '.join(f'{name}/' for name in missing)}."
            " Point the setting “sources” (CHANTIER_SOURCES) at a folder that holds"
            " ontology/, data/, shapes/ and queries/."
        )
    return root
