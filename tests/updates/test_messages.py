"""Settings and errors go to the process of a write and back without loss."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chantier import errors
from chantier.default_dataset import DefaultDataset
from chantier.settings import Settings
from chantier.updates.messages import (
    error_as_json,
    error_from_json,
    settings_as_json,
    settings_from_json,
)

SIMPLE = (
    errors.BrokenVersion,
    errors.BuildInProgress,
    errors.ForbiddenQuery,
    errors.GraphConflict,
    errors.LimitExceeded,
    errors.NoVersion,
    errors.NotAuthenticated,
    errors.QueryError,
    errors.ReservedGraph,
    errors.SettingError,
    errors.SourceError,
    errors.TokenError,
    errors.UnknownThing,
    errors.VersionChanged,
    errors.WriteRefused,
)


def sent(value: dict[str, Any]) -> dict[str, Any]:
    """What arrives of a message."""
    arrived: dict[str, Any] = json.loads(json.dumps(value))
    return arrived


def test_every_setting_arrives_and_paths_are_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = replace(
        Settings(),
        data_dir=Path("ici/../var"),
        site_url="https://data.example.org",
        memory_quads=7,
        union_default_graph=DefaultDataset.ORDINARY,
        writes=True,
        shacl_gate=False,
        service_hosts="a.example,b.example",
        log_format="json",
    )
    arrived = settings_from_json(sent(settings_as_json(settings)))
    assert arrived == replace(
        settings, data_dir=tmp_path.resolve() / "var", sources=settings.sources.resolve()
    )


@pytest.mark.parametrize("kind", SIMPLE)
def test_a_refusal_arrives_as_what_it_was(kind: type[errors.ChantierError]) -> None:
    arrived = error_from_json(sent(error_as_json(kind("Le graphe « é » — no."))))
    assert type(arrived) is kind
    assert str(arrived) == "Le graphe « é » — no."


@pytest.mark.parametrize("kind", [errors.ForeignSubject, errors.IndistinctBlankNodes])
def test_a_refusal_in_two_languages_arrives_in_both(kind: type[errors.BilingualError]) -> None:
    arrived = error_from_json(sent(error_as_json(kind("Non.", "No."))))
    assert type(arrived) is kind
    assert (str(arrived), arrived.french, arrived.english) == ("Non. / No.", "Non.", "No.")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "kind", [kind for kind in SIMPLE if issubclass(kind, errors.BilingualError)]
)
def test_a_refusal_arrives_in_both_its_languages(kind: type[errors.BilingualError]) -> None:
    arrived = error_from_json(sent(error_as_json(kind("Le graphe manque.", "No graph."))))
    assert isinstance(arrived, kind)
    assert (arrived.french, arrived.english) == ("Le graphe manque.", "No graph.")


@pytest.mark.parametrize(
    "error",
    [
        errors.BodyError("Ceci supprimerait le graphe.", 1, english="This would delete it."),
        errors.BodyError("This is not Turtle.", 3, 7),
        errors.QuerySyntaxError("Line 2: this is no update.", 2, 1),
        errors.DoesNotConform("No.", [{"focus": "http://e/x", "message_fr": "é"}], "@prefix a: ."),
        errors.DoesNotConform("No."),
    ],
)
def test_a_refusal_arrives_with_its_attributes(error: errors.ChantierError) -> None:
    arrived = error_from_json(sent(error_as_json(error)))
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    expected = {name: list(v) if isinstance(v, tuple) else v for name, v in vars(error).items()}
    assert vars(arrived) == expected


def test_the_place_in_a_file_stays_in_front_of_the_sentence() -> None:
    error = errors.SourceError("this is not Turtle.", Path("data/a.ttl"), 3, 7)
    assert str(error_from_json(sent(error_as_json(error)))) == "data/a.ttl:3:7: this is not Turtle."


def test_a_kind_that_no_write_raises_arrives_as_a_refusal_all_the_same() -> None:
    arrived = error_from_json(sent(error_as_json(errors.FeedRestarted("It began anew."))))
    assert type(arrived) is errors.ChantierError
    assert str(arrived) == "It began anew."


@pytest.mark.parametrize("kind", [errors.DiskFull, errors.StorageError])
def test_what_a_disk_refuses_comes_back_in_both_languages(kind: type[errors.StorageError]) -> None:
    error = kind("Le disque est plein.", "The disk is full.", "/data/x")
    back = error_from_json(sent(error_as_json(error)))
    assert type(back) is kind
    assert isinstance(back, errors.StorageError)
    assert (back.french, back.english, back.path) == (error.french, error.english, error.path)
