"""What the tests of the site share: the site without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from chantier.settings import Settings
from chantier.site.app import create_app


@pytest.fixture(scope="session")
def site_app(data_dir: Path) -> Flask:
    """The application of the repository's graph, which answers its queries itself."""
    return create_app(Settings(data_dir=data_dir))
