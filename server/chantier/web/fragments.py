"""Triple pattern fragments."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("fragments", __name__)
