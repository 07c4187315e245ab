"""Settings and errors as JSON, between a web process and the process of a write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chantier import errors
from chantier.settings import Settings

_PLAIN = (
    errors.BrokenVersion,
    errors.BuildInProgress,
    errors.ForbiddenQuery,
    errors.LimitExceeded,
    errors.NoVersion,
    errors.NotAuthenticated,
    errors.QueryError,
    errors.GraphConflict,
    errors.ReservedGraph,
    errors.SettingError,
    errors.SourceError,
    errors.TokenError,
    errors.UnknownThing,
    errors.VersionChanged,
    errors.WriteRefused,
)
_PLACED = (errors.QuerySyntaxError, errors.BodyError)
_BY_NAME: dict[str, type[errors.ChantierError]] = {
    kind.__name__: kind for kind in (*_PLAIN, *_PLACED, errors.DoesNotConform)
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
    values: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
    if isinstance(error, _PLACED):
        values |= {"line": error.line, "column": error.column}
    if isinstance(error, errors.DoesNotConform):
        values |= {"findings": list(error.findings), "report": error.report}
    return values


def error_from_json(value: Mapping[str, Any]) -> errors.ChantierError:
    """The error of what ``error_as_json`` returned."""
    kind = _BY_NAME.get(value["kind"], errors.ChantierError)
    message = value["message"]
    if issubclass(kind, errors.DoesNotConform):
        return kind(message, value["findings"], value["report"])
    if issubclass(kind, _PLACED):
        return kind(message, value["line"], value["column"])
    return kind(message)
