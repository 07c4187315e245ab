"""``python -m chantier`` is the ``chantier`` command."""

from chantier.cli import main

main()
