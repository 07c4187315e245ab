"""What a version is, and the file that says so."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from chantier.store.indexes import QUADS

MANIFEST = "manifest.json"
REPORT = "report.ttl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is."""

    id: str
    """SHA-256 of the canonical quads, in hexadecimal."""
    created: str
    """When it was built, ISO 8601 in UTC, to the second."""
    software: str
    """Version of the software that built it."""
    quads: int
    graphs: dict[str, int]
    """Named graph IRI → number of triples, sorted by IRI."""
    storage: str
    """How the engine opens it: see ``store.indexes``."""
    parent: str = ""
    """Id of the version that was served when this one was made; empty for the first."""
    origin: str = "build"
    """What made it: ``build``, ``write`` or ``restore``."""
    triples: int = 0
    """Size of the union of the graphs; 0 where older software did not count it."""
    number: int = 0
    """Greater than that of every version kept when it was made; 0 where older software made it."""
    files: dict[str, str] = field(default_factory=dict)
    """Path of each other file → its SHA-256; empty where older software made it."""
    seal: str = ""
    """SHA-256 of all the above; empty where older software made it."""

    @property
    def computed_seal(self) -> str:
        """What the seal has to be."""
        sealed = json.dumps(asdict(replace(self, seal="")), sort_keys=True)
        return hashlib.sha256(sealed.encode()).hexdigest()

    def as_json(self) -> str:
        """The text of ``manifest.json``, sealed."""
        sealed = asdict(replace(self, seal=self.computed_seal))
        return json.dumps(sealed, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: its folder and its manifest."""

    path: Path
    manifest: Manifest

    @property
    def quads_path(self) -> Path:
        """The canonical quads, sorted by subject."""
        return self.path / QUADS

    @property
    def report_path(self) -> Path:
        """The SHACL validation report, in Turtle."""
        return self.path / REPORT
