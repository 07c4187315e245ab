"""What a visitor comes to: a site with a past, and its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from browser.kinds import KINDS, QUERY
from support.client import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
"""Opens a visitor’s page, with options of its context."""


@dataclass(frozen=True)
class Site:
    """A server of the repository’s graph, in which something came and went."""

    client: Client
    version: str
    frozen: str
    """The hash of a query that was frozen."""

    def path(self, kind: str, language: str) -> str:
        """Give the path of a kind of page in a language."""
        return KINDS[kind].path.format(lang=language, version=self.version, frozen=self.frozen)


def frozen_query(client: Client) -> str:
    """Have a query frozen; gives its hash."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    answer = client.send("POST", "/requete", form, urlencode({"query": QUERY}).encode())
    assert answer.status == 303, answer.text
    return urlsplit(answer.headers["Location"]).path.rpartition("/")[2]
