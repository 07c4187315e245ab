"""The versions that are kept: each one, what differs between two, and things as they were."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("versions", __name__)
