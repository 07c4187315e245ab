"""The script of the query page is what its sources and lock file make, and says its licences."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

from clients.editor import DIGEST, EDITOR, STATIC, make

SCRIPT = STATIC / "query.js"
LICENCES = STATIC / "query.js.LICENSE"
LARGEST = 170_000
FREE = {"MIT", "ISC", "BSD-3-Clause", "Apache-2.0"}


def test_the_script_is_the_one_whose_digest_is_kept() -> None:
    digest, name = DIGEST.read_text(encoding="utf-8").split()
    assert name == SCRIPT.name
    assert hashlib.sha256(SCRIPT.read_bytes()).hexdigest() == digest


def test_the_lock_file_makes_the_same_script_to_the_byte(tmp_path: Path) -> None:
    make(tmp_path, tmp_path / "digest")
    assert (tmp_path / SCRIPT.name).read_bytes() == SCRIPT.read_bytes()
    assert (tmp_path / LICENCES.name).read_bytes() == LICENCES.read_bytes()
    assert (tmp_path / "digest").read_bytes() == DIGEST.read_bytes()


def test_the_script_is_small() -> None:
    assert len(gzip.compress(SCRIPT.read_bytes(), mtime=0)) < LARGEST


def test_every_package_in_the_script_is_named_with_its_free_licence() -> None:
    header = SCRIPT.read_text(encoding="utf-8").partition("*/")[0]
    packages = re.findall(r"^ \* (\S+) (\d\S*) \((.+)\)$", header, re.MULTILINE)
    names = {name for name, _, _ in packages}
    assert {"@codemirror/state", "@codemirror/view", "@lezer/common", "style-mod"} <= names
    assert {licence for _, _, licence in packages} <= FREE
    told = LICENCES.read_text(encoding="utf-8")
    for name, version, licence in packages:
        assert f"{name} {version} ({licence})\n\n" in told
    assert told.count("WITHOUT WARRANTY OF ANY KIND") >= len(packages)


def test_the_script_names_no_other_site() -> None:
    script = SCRIPT.read_text(encoding="utf-8").partition("*/")[2]
    assert set(re.findall(r"https?://[^/\"'`]+", script)) <= {"http://www.w3.org"}
    assert "eval(" not in script
    assert "new Function" not in script


def test_the_lock_file_names_no_registry_but_the_public_one() -> None:
    packages = json.loads((EDITOR / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {package["resolved"] for package in packages.values() if "resolved" in package}
    assert all(address.startswith("https://registry.npmjs.org/") for address in named)
    assert all("integrity" in package for path, package in packages.items() if path)
