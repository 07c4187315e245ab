"""Settings and errors as JSON, between a web process and the process of a write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from chantier import errors
from chantier.settings import Settings

_PLAIN = (
    errors.BrokenVersion,
    errors.BuildInProgress,
    errors.ForbiddenQuery,
    errors.ForeignSubject,
    errors.LimitExceeded,
    errors.LostCurrent,
    errors.NoVersion,
    errors.NotAuthenticated,
    errors.QueryError,
    errors.GraphConflict,
    errors.IndistinctBlankNodes,
    errors.ReservedGraph,
    errors.SettingError,
    errors.SourceError,
    errors.TokenError,
    errors.UnknownThing,
    errors.VersionChanged,
    errors.WriteRefused,
)
_DETAILED = (
    errors.BodyError,
    errors.DiskFull,
    errors.DoesNotConform,
    errors.QuerySyntaxError,
    errors.StorageError,
)
"""Classes whose attributes are arguments of theirs beside the message."""
_BY_NAME: dict[str, Callable[..., errors.ChantierError]] = {
    kind.__name__: kind for kind in (*_PLAIN, *_DETAILED)
}


def settings_as_json(settings: Settings) -> dict[str, Any]:
    """Settings as JSON values; paths become absolute."""
    return asdict(settings) | {
        "data_dir": str(settings.data_dir.resolve()),
        "sources": str(settings.sources.resolve()),
    }


def settings_from_json(value: Mapping[str, Any]) -> Settings:
    """The settings of what ``settings_as_json`` returned."""
    return Settings().with_changes(value, "the process that asked for the write")


def error_as_json(error: errors.ChantierError) -> dict[str, Any]:
    """An error as JSON values."""
    details, message = dict(vars(error)) if isinstance(error, _DETAILED) else {}, str(error)
    if isinstance(error, errors.BilingualError) and type(error).__name__ in _BY_NAME:
        details.pop("french", "")
        details["english"] = error.english if error.is_bilingual else ""
        message = error.french
    return {"kind": type(error).__name__, "message": message, "details": details}


def error_from_json(value: Mapping[str, Any]) -> errors.ChantierError:
    """The error of what ``error_as_json`` returned."""
    if kind := _BY_NAME.get(value["kind"]):
        return kind(value["message"], **value["details"])
    return errors.ChantierError(value["message"])
