"""A write as a value: what is asked for, with which token, and its outcome."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import Any


class Kind(Enum):
    """What a write does."""

    UPDATE = "update"
    REPLACE = "replace"
    MERGE = "merge"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Part:
    """An RDF document."""

    format: str
    """The name of its format, as in ``rdf.formats``."""
    content: bytes


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """All that a write needs to know."""

    kind: Kind
    token: str
    """Name of the token that was shown; empty if it is ``local``."""
    graph: str = ""
    """The graph of a Graph Store operation; the default graph is ``""``."""
    parts: tuple[Part, ...] = ()
    """What REPLACE and MERGE send."""
    text: str = ""
    """What UPDATE sends."""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    versions: tuple[str, ...] = field(default=())
    """Ids of which the current version must be one; empty: any will do."""
    may_empty: bool = False
    """Whether REPLACE may leave nothing of a graph: a body that was lost looks the same."""
    only_new: bool = False
    """Whether the graph must not exist yet."""
    local: bool = False
    """Whether the command line asks, which needs no token."""

    def as_json(self) -> dict[str, Any]:
        """The request as JSON values."""
        parts = [
            {"format": part.format, "content": base64.b64encode(part.content).decode()}
            for part in self.parts
        ]
        return asdict(self) | {"kind": self.kind.value, "parts": parts}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> WriteRequest:
        """The request of what ``as_json`` returned."""
        lists = {name: tuple(value[name]) for name in ("using", "using_named", "versions")}
        parts = tuple(
            Part(part["format"], base64.b64decode(part["content"])) for part in value["parts"]
        )
        return cls(**{**value, **lists, "parts": parts, "kind": Kind(value["kind"])})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a write."""

    version: str
    """Id of the version that is now current."""
    created: bool
    """Whether it made the graph."""
    changed: bool
    """Whether it changed anything; if not, there is no new version."""
    left: tuple[str, ...] = ()
    """Graphs that were to be cleared and are not for this token, or not for any."""
