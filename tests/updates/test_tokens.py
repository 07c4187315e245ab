from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chantier.errors import NotAuthenticated, TokenError, WriteRefused
from chantier.updates import tokens
from support.client import run

ANY = ["http://example.org/*"]


def test_a_token_is_shown_once_and_only_its_digest_is_kept(tmp_path: Path) -> None:
    secret = tokens.create(tmp_path, "moisson", ANY)
    kept = (tmp_path / "tokens.json").read_text(encoding="utf-8")
    assert len(secret) >= 43
    assert secret not in kept
    assert tokens.authenticate(tmp_path, secret).name == "moisson"


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    for name in ("un", "deux"):
        tokens.create(tmp_path, name, ANY)
        assert stat.S_IMODE((tmp_path / "tokens.json").stat().st_mode) == 0o600
    assert not (tmp_path / ".tokens.json.partial").exists()


def test_two_tokens_are_never_the_same(tmp_path: Path) -> None:
    made = {tokens.create(tmp_path, f"jeton-{number}", ANY) for number in range(20)}
    assert len(made) == 20


@pytest.mark.parametrize("shown", ["", "chantier_", "chantier_" + "A" * 43, "é" * 50])
def test_an_unknown_token_opens_nothing(tmp_path: Path, shown: str) -> None:
    tokens.create(tmp_path, "moisson", ANY)
    with pytest.raises(NotAuthenticated, match="unknown"):
        tokens.authenticate(tmp_path, shown)


def test_a_revoked_token_opens_nothing_and_its_name_stays_taken(tmp_path: Path) -> None:
    secret = tokens.create(tmp_path, "moisson", ANY)
    tokens.revoke(tmp_path, "moisson")
    with pytest.raises(NotAuthenticated, match="revoked"):
        tokens.authenticate(tmp_path, secret)
    with pytest.raises(TokenError, match="one name must mean one token"):
        tokens.create(tmp_path, "moisson", ANY)


def test_a_token_is_good_through_its_last_day_and_no_longer(tmp_path: Path) -> None:
    today = datetime.now(UTC)
    secret = tokens.create(tmp_path, "moisson", ANY, today.date().isoformat())
    token = tokens.authenticate(tmp_path, secret)
    assert token.state(today) == "good"
    assert token.state(today + timedelta(days=1)) == "expired"
    path = tmp_path / "tokens.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content[0]["expires"] = "2020-01-01"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(NotAuthenticated, match="expired"):
        tokens.authenticate(tmp_path, secret)


@pytest.mark.parametrize(
    ("scope", "graph", "opens"),
    [
        ("http://e/a", "http://e/a", True),
        ("http://e/a", "http://e/ab", False),
        ("http://e/a*", "http://e/ab", True),
        ("http://e/a*", "http://e/a", True),
        ("http://e/a/*", "http://e/a", False),
        ("http://e/*", "https://e/a", False),
        ("http://e/*", "", False),
        ("*", "http://e/a", True),
        ("*", "", True),
    ],
)
def test_a_token_opens_the_graphs_of_its_scope(
    tmp_path: Path, scope: str, graph: str, opens: bool
) -> None:
    token = tokens.authenticate(tmp_path, tokens.create(tmp_path, "moisson", [scope]))
    assert token.allows(graph) is opens
    if not opens:
        with pytest.raises(WriteRefused, match="moisson"):
            tokens.check_scope(token, graph)


@pytest.mark.parametrize(
    ("name", "graphs", "expires", "said"),
    [
        ("Une Personne", ANY, "", "lower-case"),
        ("../jeton", ANY, "", "lower-case"),
        ("", ANY, "", "lower-case"),
        ("moisson", [], "", "--graph"),
        ("moisson", ["pas un IRI"], "", "not a graph IRI"),
        ("moisson", ["http://e/*/x"], "", "not a graph IRI"),
        ("moisson", ["**"], "", "not a graph IRI"),
        ("moisson", ANY, "demain", "not a date"),
        ("moisson", ANY, "2020-01-01", "is over"),
    ],
)
def test_a_token_that_cannot_be_is_refused_with_the_reason(
    tmp_path: Path, name: str, graphs: list[str], expires: str, said: str
) -> None:
    with pytest.raises(TokenError, match=said):
        tokens.create(tmp_path, name, graphs, expires)
    assert tokens.all_tokens(tmp_path) == []


def test_revoking_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    tokens.create(tmp_path, "moisson", ANY)
    with pytest.raises(TokenError, match="The tokens are: moisson"):
        tokens.revoke(tmp_path, "maison")


@pytest.mark.parametrize("content", ["[{", "", "[" * 100_000], ids=["cut", "empty", "deep"])
def test_an_unreadable_file_opens_nothing(tmp_path: Path, content: str) -> None:
    secret = tokens.create(tmp_path, "moisson", ANY)
    (tmp_path / "tokens.json").write_text(content, encoding="utf-8")
    with pytest.raises(TokenError, match="create tokens anew"):
        tokens.authenticate(tmp_path, secret)


def test_the_commands_create_list_and_revoke(tmp_path: Path) -> None:
    made = run(
        *("token", "create", "moisson", "--graph", "graph:partenaire/*", "--expires", "2999-12-31"),
        data_dir=tmp_path,
    )
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip()
    assert tokens.authenticate(tmp_path, secret).allows(
        "https://w3id.org/chantier-es/graph/partenaire/a"
    )
    listed = run("token", "list", data_dir=tmp_path).stdout
    assert "moisson\tgood\t" in listed
    assert secret not in listed
    assert run("token", "revoke", "moisson", data_dir=tmp_path).returncode == 0
    assert "moisson\trevoked\t" in run("token", "list", data_dir=tmp_path).stdout
    assert run("token", "revoke", "personne", data_dir=tmp_path).returncode == 2
    assert run("token", "create", "x", data_dir=tmp_path).returncode == 2
