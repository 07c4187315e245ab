"""What crawlers look for: robots.txt, the sitemap, OpenSearch, link sets."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("discovery", __name__)
