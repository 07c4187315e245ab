"""The dumps: whole versions and their graphs and tables as files."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("dumps", __name__)
