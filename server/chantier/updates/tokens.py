"""Tokens: who may write, and into which graphs.

A token is 256 random bits, so a plain SHA-256 of it is enough at rest: there is nothing to guess,
and a slow hash, which protects short passwords, would only slow down each request. The file holds
digests alone, from which no token can be recovered.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from chantier.errors import NotAuthenticated, TokenError, WriteRefused
from chantier.store.durable import replace_text
from chantier.store.sources import BOUNDARIES

_FILE = "tokens.json"
_PREFIX = "chantier_"
_STATES_FRENCH = {"expired": "périmé", "revoked": "révoqué", "unknown": "inconnu"}
"""Lets a person, or a scanner of leaked secrets, see what a stray string is."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token."""

    name: str
    sha256: str
    graphs: tuple[str, ...]
    """Graph IRIs; one that ends with ``*`` stands for all that start like it."""
    created: str
    """ISO 8601, in UTC."""
    expires: str = ""
    """Last day on which it is good, in UTC; empty: no end."""
    revoked: str = ""
    """When it was revoked; empty: it was not."""

    @property
    def is_steward(self) -> bool:
        """Whether it opens everything: its bearer is one of those who keep the sources."""
        return "*" in self.graphs

    def allows(self, graph: str) -> bool:
        """Whether it opens a graph.

        The default graph, ``""``, and that of the boundaries are opened by ``*`` alone.
        """
        if graph == BOUNDARIES:
            return self.is_steward
        return any(
            graph.startswith(scope[:-1]) if scope.endswith("*") else bool(graph) and graph == scope
            for scope in self.graphs
        )

    def state(self, now: datetime) -> str:
        """``good``, ``expired`` or ``revoked``."""
        if self.revoked:
            return "revoked"
        if self.expires and now.date() > date.fromisoformat(self.expires):
            return "expired"
        return "good"


def all_tokens(data_dir: Path) -> list[Token]:
    """Every token ever made, in the order they were made.

    Raises:
        TokenError: the file cannot be read.
    """
    path = data_dir / _FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return [Token(**(item | {"graphs": tuple(item["graphs"])})) for item in content]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise TokenError(
            f"{path} cannot be read ({error}). Restore it, or delete it and create tokens anew."
        ) from error


def create(data_dir: Path, name: str, graphs: Sequence[str], expires: str = "") -> str:
    """Make a token and keep its digest.

    Args:
        data_dir: where ``tokens.json`` is.
        name: lower-case letters, digits and hyphens; it will stand in the public journal.
        graphs: IRIs it opens; at least one.
        expires: last day on which it is good (``2027-01-31``); empty: no end.

    Returns:
        The token itself, which is kept nowhere.

    Raises:
        TokenError: the name is taken or ill-formed, a graph is no IRI, the date is no date.
    """
    _check(name, graphs, expires)
    secret = _PREFIX + secrets.token_urlsafe(32)
    with _locked(data_dir):
        tokens = all_tokens(data_dir)
        if any(token.name == name for token in tokens):
            raise TokenError(
                f"There is, or was, a token “{name}”. Choose another name: the journal names"
                " tokens, so that one name must mean one token for ever."
            )
        made = Token(name, _digest(secret), tuple(graphs), _now(), expires)
        _write(data_dir, [*tokens, made])
    return secret


def revoke(data_dir: Path, name: str) -> None:
    """Make a token useless from now on.

    Raises:
        TokenError: there is none of this name.
    """
    with _locked(data_dir):
        tokens = {token.name: token for token in all_tokens(data_dir)}
        if name not in tokens:
            known = ", ".join(tokens) or "none yet"
            raise TokenError(f"There is no token “{name}”. The tokens are: {known}.")
        tokens[name] = replace(tokens[name], revoked=tokens[name].revoked or _now())
        _write(data_dir, tokens.values())


def authenticate(data_dir: Path, secret: str) -> Token:
    """The token that a client showed.

    Every known digest is compared, each in constant time, so that the time taken reveals nothing.

    Raises:
        NotAuthenticated: it is unknown, expired or revoked.
        TokenError: the file of tokens cannot be read.
    """
    shown = _digest(secret)
    found: Token | None = None
    for token in all_tokens(data_dir):
        if hmac.compare_digest(token.sha256, shown):
            found = token
    state = found.state(datetime.now(UTC)) if found else "unknown"
    if found is None or state != "good":
        raise NotAuthenticated(
            f"Ce jeton est {_STATES_FRENCH[state]}. Demandez-en un autre à l’exploitant.",
            f"This token is {state}. Ask the operator for another one.",
        )
    return found


def check_scope(token: Token, graph: str) -> None:
    """Make sure that a token opens a graph; ``""`` is the default graph.

    Raises:
        WriteRefused: it does not.
    """
    if not token.allows(graph):
        opened, named = ", ".join(token.graphs), f"<{graph}>" if graph else ""
        raise WriteRefused(
            f"Le jeton « {token.name} » n’ouvre pas {named or 'le graphe par défaut'}. Il ouvre :"
            f" {opened}.",
            f"The token “{token.name}” does not open {named or 'the default graph'}. It opens:"
            f" {opened}.",
        )


def _check(name: str, graphs: Sequence[str], expires: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", name):
        raise TokenError(
            f"“{name}” is not a name for a token: use lower-case letters, digits and hyphens."
        )
    if not graphs:
        raise TokenError("A token opens at least one graph: add --graph IRI.")
    for graph in graphs:
        if graph != "*" and not re.fullmatch(
            r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\*]*\*?", graph
        ):
            raise TokenError(
                f"“{graph}” is not a graph IRI. Write one (https://…), perhaps with * at its end."
            )
    try:
        past = bool(expires) and date.fromisoformat(expires) < datetime.now(UTC).date()
    except ValueError:
        raise TokenError(f"“{expires}” is not a date. Write it as 2027-01-31.") from None
    if past:
        raise TokenError(f"{expires} is over. Give a day to come.")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Hold a lock of its own: a build, which may last, must not delay a revocation."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "tokens.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(data_dir: Path, tokens: Iterable[Token]) -> None:
    """Replace the file; it is never readable by other users, not even for a moment."""
    text = json.dumps([asdict(token) for token in tokens], ensure_ascii=False, indent=2)
    replace_text(data_dir / _FILE, f"{text}\n", mode=0o600)
