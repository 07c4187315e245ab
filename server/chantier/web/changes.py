"""The change feed: everything that changed, in order, as LDES pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("changes", __name__)
