"""The process that makes the copies of a version: ``python -m chantier.publish DATA_DIR ID``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chantier.errors import ChantierError
from chantier.publish.dumps.dumps import ensure
from chantier.sandbox import name_process
from chantier.store.versions import load

_LESS_URGENT = 5
"""Added to its niceness: whoever asks the server now goes first."""


def main() -> None:
    """Make them, unless they are there."""
    name_process("chantier-copy")
    os.nice(_LESS_URGENT)
    data_dir, version_id = sys.argv[1:]
    try:
        ensure(Path(data_dir), load(Path(data_dir), version_id))
    except ChantierError as error:
        sys.exit(f"chantier: {error}")


if __name__ == "__main__":
    main()
