"""The process that makes a version's dumps: ``python -m chantier.publish.dumps DATA_DIR ID``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chantier.errors import ChantierError
from chantier.publish.dumps.dumps import ensure
from chantier.sandbox import name_process
from chantier.store.versions import load

NICE_LEVELS = 5
"""Added to the niceness of the process: requests to the server go first."""


def main() -> None:
    """Make the dumps, unless they are there."""
    name_process("chantier-dump")
    os.nice(NICE_LEVELS)
    data_dir, version_id = sys.argv[1:]
    try:
        ensure(Path(data_dir), load(Path(data_dir), version_id))
    except ChantierError as error:
        sys.exit(f"chantier: {error}")


if __name__ == "__main__":
    main()
