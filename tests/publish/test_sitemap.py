"""Sitemaps as crawlers read them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from chantier.publish.sitemap import SitemapEntry, sitemap_index, sitemaps

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def urls(body: bytes) -> list[ET.Element]:
    return ET.fromstring(body).findall(f"{SITEMAP}url")  # noqa: S314 — our own


def test_an_entry_names_each_language_at_each_of_its_addresses() -> None:
    addresses = {"fr": "http://e/fr/?a&b", "en": "http://e/en/", "x-default": "http://e/fr/?a&b"}
    (body,) = sitemaps([SitemapEntry(addresses, "2026-11-25T10:00:00+00:00")])
    found = urls(body)
    assert [url.findtext(f"{SITEMAP}loc") for url in found] == ["http://e/fr/?a&b", "http://e/en/"]
    for url in found:
        assert url.findtext(f"{SITEMAP}lastmod") == "2026-11-25T10:00:00+00:00"
        links = url.findall(f"{XHTML}link")
        assert {link.get("hreflang"): link.get("href") for link in links} == addresses


def test_an_unknown_moment_is_left_out() -> None:
    (body,) = sitemaps([SitemapEntry({"x-default": "http://e/"})])
    assert b"lastmod" not in body


def test_many_pages_are_spread_over_several_sitemaps() -> None:
    pages = [
        SitemapEntry(
            {"fr": f"http://e/fr/{n}", "en": f"http://e/en/{n}", "x-default": f"http://e/fr/{n}"}
        )
        for n in range(7)
    ]
    parts = sitemaps(pages, limit=4)
    assert [len(urls(part)) for part in parts] == [4, 4, 4, 2]
    index = ET.fromstring(sitemap_index(["http://e/1?a&b"]))  # noqa: S314 — our own
    assert index.findtext(f"{SITEMAP}sitemap/{SITEMAP}loc") == "http://e/1?a&b"
