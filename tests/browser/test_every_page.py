"""Every kind of page, in both languages, at 1280 and 390 pixels, light and dark."""

from __future__ import annotations

import json
from pathlib import Path

from browser.inspection import Inspections
from browser.kinds import KINDS, LANGUAGES, each_page
from browser.visitors import Site
from clients.nu import complaints
from support.client import ROOT

SHIFT_MOST = 0.02
BYTES_MOST = 100_000
WITH_EDITOR = {"queries"}
WITH_EDITOR_MOST = 200_000
"""The editor comes once, and is kept by the browser; no other page loads it."""


@each_page
def test_it_answers_as_it_should(inspections: Inspections, kind: str, language: str) -> None:
    assert inspections[kind, language].status == KINDS[kind].status


@each_page
def test_it_keeps_the_rules_of_wcag_2_2_aa(
    inspections: Inspections, kind: str, language: str
) -> None:
    assert inspections[kind, language].broken == []


@each_page
def test_it_asks_this_host_only_and_its_console_stays_silent(
    inspections: Inspections, kind: str, language: str
) -> None:
    seen = inspections[kind, language]
    assert seen.elsewhere == []
    assert seen.said == []


@each_page
def test_nothing_moves_once_it_is_shown(inspections: Inspections, kind: str, language: str) -> None:
    assert inspections[kind, language].shift < SHIFT_MOST


@each_page
def test_it_is_light_for_who_comes_first(
    inspections: Inspections, kind: str, language: str
) -> None:
    most = WITH_EDITOR_MOST if kind in WITH_EDITOR else BYTES_MOST
    assert 0 < inspections[kind, language].transferred < most


@each_page
def test_it_is_no_wider_than_its_window(inspections: Inspections, kind: str, language: str) -> None:
    assert inspections[kind, language].wide == []


@each_page
def test_its_text_is_large_enough_to_read(
    inspections: Inspections, kind: str, language: str
) -> None:
    assert inspections[kind, language].small == []


@each_page
def test_its_main_controls_are_large_enough_to_touch(
    inspections: Inspections, kind: str, language: str
) -> None:
    assert inspections[kind, language].cramped == []


def test_the_lock_file_names_no_registry_but_the_public_one() -> None:
    lock = ROOT / "tests" / "clients" / "axe" / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    named = [package["resolved"] for package in packages.values() if "resolved" in package]
    assert named
    assert all(address.startswith("https://registry.npmjs.org/") for address in named)
    assert all("integrity" in package for path, package in packages.items() if path)


def test_the_nu_checker_finds_nothing(site: Site, tmp_path: Path) -> None:
    files = []
    for kind, told in KINDS.items():
        for language in LANGUAGES:
            page = site.client.get(site.path(kind, language), told.accept or "text/html")
            assert page.media_type == "text/html", kind
            files.append(tmp_path / f"{kind.replace(' ', '-')}-{language}.html")
            files[-1].write_bytes(page.body)
    assert complaints(files) == []
