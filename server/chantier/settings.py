"""Settings: defaults, then ``chantier.toml``, then ``CHANTIER_*``, then flags; later ones win."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from chantier.default_dataset import DefaultDataset
from chantier.errors import SettingError
from chantier.resources import FOLDERS, checked_root, default_root

_PREFIX = "CHANTIER_"
QUAD_BYTES = 400
"""Memory that a quad takes in an open store, as measured."""
OPEN_STORES_COUNT = 4
"""How often a version may be open: in two web processes, twice while another is switched in."""
STORES_MEMORY_RATIO = 4
"""The open stores together take one part in so many of the memory."""
MAX_PORT = 65_535
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_NOT_SETTINGS = frozenset({"CHANTIER_CONFIG", "CHANTIER_TEST_MATERIAL"})
_RENAMED = {
    "client_burst": "client_burst_seconds",
    "client_seconds": "client_seconds_per_minute",
    "memory_triples": "memory_quads",
    "query_seconds_most": "max_query_seconds",
    "worker_memory": "query_memory_bytes",
}
"""Names of before version 0.2 → those of now."""


def available_memory() -> int:
    """Memory limit of this process in bytes: its cgroup's, else the machine's.

    Source: https://docs.kernel.org/admin-guide/cgroup-v2.html (memory.max)
    """
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(machine, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    except (OSError, ValueError):
        return machine


def quads_in(memory_bytes: int) -> int:
    """Quads that a version may have so that its open stores take a quarter of the memory."""
    return memory_bytes // (STORES_MEMORY_RATIO * OPEN_STORES_COUNT * QUAD_BYTES)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set. Each field's name is also its key in ``chantier.toml``."""

    data_dir: Path = Path("var")
    """Where versions are written; never inside the four source folders."""
    sources: Path = field(default_factory=default_root)
    """The folder that holds ontology/, data/, shapes/ and queries/."""
    host: str = "127.0.0.1"
    """The address the server listens on."""
    port: int = 8000
    """The TCP port the server listens on; 0 takes a free one."""
    site_url: str = ""
    """The address at which visitors reach the site, such as ``https://data.example.org``; empty:
    the one it listens on."""
    workers: int = 2
    """Web processes; 1 or more."""
    memory_quads: int = field(default_factory=lambda: quads_in(available_memory()))
    """Versions up to this many quads are held in memory; larger ones are served from disk."""
    union_default_graph: DefaultDataset = DefaultDataset.FACTS
    """What a query without a dataset of its own sees: ``facts`` (facts, vocabularies and ontology),
    ``true`` (the union of all named graphs) or ``false`` (the graph without a name)."""
    query_seconds: int = 30
    """How long a query may run unless it asks for less or more."""
    max_query_seconds: int = 60
    """How long a query may ask to run, with the parameter ``timeout``."""
    queries_running: int = 2
    """Long queries running at once, over all web processes."""
    queries_queued: int = 20
    """Long queries that may wait for their turn, over all web processes."""
    query_bytes: int = 256_000
    """Most bytes of a query's text, after decompression."""
    query_depth: int = 100
    """How deep a query may nest groups, functions and paths."""
    answer_solutions: int = 100_000
    """Most solutions, or triples, of an answer."""
    answer_bytes: int = 50_000_000
    """Most bytes of an answer before compression."""
    body_bytes: int = 10_000_000
    """Most bytes of a request's body, and of what it decompresses to."""
    client_seconds_per_minute: int = 60
    """Seconds of query time that a client earns each minute."""
    client_burst_seconds: int = 120
    """Seconds of query time that a client may save up."""
    proxies: int = 0
    """Reverse proxies in front: the client's address is that many from the end of
    ``X-Forwarded-For``, and ``X-Forwarded-Proto`` is believed; 0 ignores both headers, which
    any client can write."""
    service_hosts: str = ""
    """Hosts that SERVICE may reach, separated by commas; empty: SERVICE is refused."""
    query_memory_bytes: int = 2_000_000_000
    """Bytes a query may take beyond the open store."""
    cache_bytes: int = 64_000_000
    """Bytes of answers each web process keeps ready."""
    unsent_bytes: int = 64_000_000
    """Bytes of answers that each web process holds for clients that read slowly; half for one."""
    unanswered_bytes: int = 48_000_000
    """Bytes of requests that each web process holds until they are answered; half for one client.
    At least twice ``body_bytes``, whatever is set."""
    client_connections: int = 500
    """Connections of a client to each web process, and its requests that are being answered."""
    min_bytes_per_second: int = 1_000
    """A client that sends a body, or reads an answer, more slowly is disconnected."""
    drain_seconds: int = 60
    """How long what is under way may take when the server is stopped."""
    writes: bool = False
    """Whether updates and Graph Store writes are accepted, with a token."""
    shacl_gate: bool = True
    """Whether a write must leave the graph in accordance with the checks and shapes."""
    versions_kept: int = 20
    """Versions that are kept besides the one being served; older ones are removed."""
    log_format: str = "text"
    """``text`` or ``json`` (one JSON object a line)."""

    @property
    def public_url(self) -> str:
        """Where the site is reached, without a slash at its end.

        Never taken from a request, which could write any host into what others read.
        """
        if self.site_url:
            return self.site_url
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def with_changes(self, changes: Mapping[str, Any], origin: str) -> Settings:
        """A copy with some settings replaced, each converted to its type.

        Args:
            changes: setting name → raw value (text or already of the right type).
            origin: where they come from, for the message of an error.

        Raises:
            SettingError: a name is unknown or a value cannot be read.
        """
        known = {item.name: item for item in fields(self)}
        converted: dict[str, Any] = {}
        for name, raw in changes.items():
            if name in _RENAMED:
                raise SettingError(
                    f"{origin}: “{name}” is now called “{_RENAMED[name]}”. Write it so."
                )
            if name not in known:
                raise SettingError(
                    f"{origin}: “{name}” is not a setting. The settings are: {', '.join(known)}."
                )
            converted[name] = _converted(name, raw, str(known[name].type), origin)
        return replace(self, **converted)


def _converted(name: str, raw: Any, kind: str, origin: str) -> Any:
    if kind == "Path":
        return Path(str(raw)).expanduser()
    if kind == "int":
        try:
            value = int(raw)
        except (TypeError, ValueError):
            raise SettingError(f"{origin}: “{name}” needs a whole number, not “{raw}”.") from None
        if value < 0 or (name == "port" and value > MAX_PORT) or (name == "workers" and value == 0):
            raise SettingError(f"{origin}: “{name}” cannot be {value}.")
        return value
    if kind == "bool":
        if str(raw).lower() not in _BOOLEANS:
            raise SettingError(f"{origin}: “{name}” is “true” or “false”, not “{raw}”.")
        return _BOOLEANS[str(raw).lower()]
    if kind == "DefaultDataset":
        return _default_dataset(name, raw, origin)
    text = str(raw)
    if name == "site_url":
        return _site_url(text, origin)
    if name == "log_format" and text not in ("text", "json"):
        raise SettingError(f"{origin}: “log_format” is “text” or “json”, not “{text}”.")
    return text


def _default_dataset(name: str, raw: Any, origin: str) -> DefaultDataset:
    """The default dataset that a word names, or a boolean: the setting was one before 0.4."""
    word = str(raw).lower()
    if word in _BOOLEANS:
        return DefaultDataset.UNION if _BOOLEANS[word] else DefaultDataset.ORDINARY
    if word != DefaultDataset.FACTS:
        known = ", ".join(f"“{each}”" for each in DefaultDataset)
        raise SettingError(f"{origin}: “{name}” is one of {known}, not “{raw}”.")
    return DefaultDataset.FACTS


def _site_url(text: str, origin: str) -> str:
    """The scheme and host of the site; pages link from its root, so no path fits."""
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:_-]+/?", text):
        raise SettingError(
            f"{origin}: “site_url” is a scheme and a host, such as https://data.example.org,"
            f" not “{text}”."
        )
    return text.removesuffix("/")


def load(environ: Mapping[str, str], flags: Mapping[str, Any], folder: Path) -> Settings:
    """The settings of one run.

    Args:
        environ: the process environment.
        flags: setting name → value from the command line; ``None`` values are left out.
        folder: where ``chantier.toml`` is looked for, unless ``CHANTIER_CONFIG`` names a file.

    Raises:
        SettingError: an unknown name, a value of the wrong kind, an unreadable file.
    """
    settings = Settings()
    named = environ.get("CHANTIER_CONFIG")
    config = Path(named) if named else folder / "chantier.toml"
    if named or config.is_file():
        try:
            content = tomllib.loads(config.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingError(f"{config} cannot be read as TOML: {error}.") from error
        settings = settings.with_changes(content, str(config))
    variables = {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(_PREFIX) and name not in _NOT_SETTINGS
    }
    settings = settings.with_changes(variables, "environment (CHANTIER_…)")
    given = {name: value for name, value in flags.items() if value is not None}
    settings = settings.with_changes(given, "command line")
    checked_root(settings.sources)
    _refuse_inside_sources(settings)
    return settings


def _refuse_inside_sources(settings: Settings) -> None:
    """Refuse a data directory in the four folders: a wheel built from them would ship it."""
    target = settings.data_dir.resolve()
    for name in FOLDERS:
        if target.is_relative_to((settings.sources / name).resolve()):
            raise SettingError(
                f"“data_dir” is {target}, inside the source folder {name}/."
                " Choose a folder elsewhere, such as var/."
            )
