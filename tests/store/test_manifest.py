from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chantier.errors import BrokenVersion
from chantier.store import versions
from support.small_versions import draft


def test_a_manifest_is_sealed_and_no_value_of_it_changes_unseen(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    path = version.path / "manifest.json"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        (version.manifest.created, "2001" + version.manifest.created[4:]),
        ('"quads": 7', '"quads": 8'),
        ('"storage": "memory"', '"storage": "disk"'),
        ('"http://e/graph": 7', '"http://e/grapf": 7'),
    ):
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(BrokenVersion, match="manifest"):
            versions.load(tmp_path, version.manifest.id)
    path.write_text(text, encoding="utf-8")
    assert versions.load(tmp_path, version.manifest.id) == version


def test_a_manifest_of_older_software_is_read_without_seal_or_digests(tmp_path: Path) -> None:
    version = versions.publish(tmp_path, draft())
    text = version.manifest.as_json()
    for name in ("seal", "files", "number"):
        start = text.index(f'"{name}"')
        end = text.find("},", start) + 2 if name == "files" else text.find("\n", start)
        text = text[:start] + text[end:]
    text = text.rstrip().rstrip("}").rstrip().rstrip(",") + "}"
    (version.path / "manifest.json").write_text(text, encoding="utf-8")
    older = versions.load(tmp_path, version.manifest.id).manifest
    assert older == replace(version.manifest, seal="", files={}, number=0)


def test_the_manifest_of_another_version_is_refused(tmp_path: Path) -> None:
    first = versions.publish(tmp_path, draft())
    second = versions.publish(tmp_path, draft("<http://e/a> <http://e/b> 1 ."))
    (first.path / "manifest.json").write_bytes((second.path / "manifest.json").read_bytes())
    with pytest.raises(BrokenVersion, match="it is that of"):
        versions.load(tmp_path, first.manifest.id)
