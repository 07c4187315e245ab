from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from chantier.default_dataset import DefaultDataset
from chantier.errors import SettingError
from chantier.settings import _RENAMED, Settings, available_memory, load, quads_in
from support.client import ROOT, run


def test_later_origins_win_over_earlier_ones(tmp_path: Path) -> None:
    (tmp_path / "chantier.toml").write_text('port = 1\nhost = "toml"\nworkers = 7\n')
    environment = {"CHANTIER_PORT": "2", "CHANTIER_HOST": "environment"}
    settings = load(environment, {"port": 3, "data_dir": None}, tmp_path)
    assert (settings.port, settings.host, settings.workers) == (3, "environment", 7)
    assert settings.data_dir == Path("var")


def test_how_much_is_held_in_memory_follows_from_the_machine_unless_it_is_set(
    tmp_path: Path,
) -> None:
    assert quads_in(8 << 30) == 1_342_177
    assert load({}, {}, tmp_path).memory_quads == quads_in(available_memory()) > 10_000
    assert load({"CHANTIER_MEMORY_QUADS": "0"}, {}, tmp_path).memory_quads == 0


@pytest.mark.parametrize(
    ("word", "default"),
    [
        ('"facts"', DefaultDataset.FACTS),
        ("true", DefaultDataset.UNION),
        ('"true"', DefaultDataset.UNION),
        ("false", DefaultDataset.ORDINARY),
        ('"no"', DefaultDataset.ORDINARY),
    ],
)
def test_the_default_dataset_is_a_word_or_as_before_a_boolean(
    tmp_path: Path, word: str, default: DefaultDataset
) -> None:
    assert load({}, {}, tmp_path).union_default_graph is DefaultDataset.FACTS
    (tmp_path / "chantier.toml").write_text(f"union_default_graph = {word}\n")
    assert load({}, {}, tmp_path).union_default_graph is default
    environment = {"CHANTIER_UNION_DEFAULT_GRAPH": word.strip('"').upper()}
    assert load(environment, {}, ROOT).union_default_graph is default
    assert load({}, {"union_default_graph": default}, ROOT).union_default_graph is default


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"CHANTIER_PROT": "1"}, "“prot” is not a setting. The settings are: data_dir"),
        ({"CHANTIER_PORT": "many"}, "needs a whole number"),
        ({"CHANTIER_PORT": "70000"}, "cannot be 70000"),
        ({"CHANTIER_WORKERS": "0"}, "cannot be 0"),
        ({"CHANTIER_SITE_URL": "data.example.org"}, "a scheme and a host"),
        ({"CHANTIER_SITE_URL": "https://example.org/data"}, "a scheme and a host"),
        (
            {"CHANTIER_UNION_DEFAULT_GRAPH": "all"},
            "“union_default_graph” is one of “facts”, “true”, “false”, not “all”",
        ),
        ({"CHANTIER_LOG_FORMAT": "xml"}, "“text” or “json”"),
        ({"CHANTIER_SOURCES": "/nowhere"}, "has no ontology/"),
        ({"CHANTIER_DATA_DIR": str(ROOT / "data" / "var")}, "inside the source folder data/"),
        ({"CHANTIER_CONFIG": "/nowhere.toml"}, "cannot be read as TOML"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_to_write(
    environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=said):
        load(environment, {}, tmp_path)


@pytest.mark.parametrize(("old", "new"), _RENAMED.items())
def test_a_setting_by_its_old_name_is_refused_with_the_new_one(
    old: str, new: str, tmp_path: Path
) -> None:
    assert new in {item.name for item in fields(Settings)}
    (tmp_path / "chantier.toml").write_text(f"{old} = 1\n")
    with pytest.raises(SettingError, match=f"“{old}” is now called “{new}”"):
        load({}, {}, tmp_path)
    with pytest.raises(SettingError, match=f"“{old}” is now called “{new}”"):
        load({f"CHANTIER_{old.upper()}": "1"}, {}, tmp_path / "none")


def test_an_unknown_key_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chantier.toml").write_text("prot = 1\n")
    with pytest.raises(SettingError, match=r"chantier\.toml: “prot”"):
        load({}, {}, tmp_path)


def test_the_command_line_says_it_and_exits_with_2(tmp_path: Path) -> None:
    ended = run("build", data_dir=tmp_path, CHANTIER_PROT="1")
    assert ended.returncode == 2
    assert "“prot” is not a setting" in ended.stderr
    assert ended.stdout == ""


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    missing = [item.name for item in fields(Settings) if f"`{item.name}`" not in text]
    assert missing == []


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "http://127.0.0.1:8000"),
        (Settings(host="::1", port=80), "http://[::1]:80"),
        (Settings(host="0.0.0.0"), "http://127.0.0.1:8000"),  # noqa: S104
        (load({"CHANTIER_SITE_URL": "https://e.org/"}, {}, ROOT), "https://e.org"),
    ],
)
def test_the_site_is_reached_where_it_listens_unless_set(settings: Settings, address: str) -> None:
    assert settings.public_url == address
