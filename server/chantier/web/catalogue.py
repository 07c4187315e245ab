"""The descriptions of the dataset: catalogue, VoID, service description."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("catalogue", __name__)
