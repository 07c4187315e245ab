"""The knowledge graph of the Chantier de l'économie sociale, built, checked and published."""

__version__ = "0.4.0"
