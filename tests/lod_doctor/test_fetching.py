from __future__ import annotations

import time

import pytest

from lod_doctor.fetching import (
    MAX_BODY_BYTES,
    PRIVATE_ADDRESS,
    TOO_MANY_REDIRECTS,
    Visitor,
    robots_allow,
)
from lod_doctor.reach import Reach
from lod_doctor.visits import FORBIDDEN, Visit
from support.broken_sites import DOC_B, at, examined, names
from support.endpoints import dripping, endpoint, flooding, trap
from support.sites import Reply, site


def visitor(url: str, seconds: float = 10, **options: bool) -> Visitor:
    return Visitor(Reach(url, **options), 0, seconds, lambda *_: None)  # type: ignore[arg-type]


# Where it goes


@pytest.mark.parametrize("outside", [False, True])
def test_a_redirect_to_a_private_address_that_nobody_named_is_not_followed(outside: bool) -> None:
    with trap() as (port, came):
        leading = at(DOC_B, lambda _: Reply(302, b"", {"Location": f"http://127.0.0.1:{port}/"}))
        with site(leading) as broken:
            examination = examined(f"{broken.url}/", outside=outside)
        assert came() == 0
    assert names(examination) == {"redirects"}
    assert PRIVATE_ADDRESS in examination.broken_rules[0].evidence.what


def test_a_public_host_that_becomes_private_is_not_visited(monkeypatch: pytest.MonkeyPatch) -> None:
    with trap() as (port, came):
        addresses = iter(["93.184.216.34", "127.0.0.1"])

        def resolve(*_arguments: object, **_options: object) -> list[tuple[object, ...]]:
            return [(2, 1, 6, "", (next(addresses), port))]

        monkeypatch.setattr("socket.getaddrinfo", resolve)
        visit = visitor(f"http://site.example:{port}/").get(f"http://site.example:{port}/")
        assert came() == 0
    assert visit.trouble == PRIVATE_ADDRESS


@pytest.mark.parametrize(
    ("robots", "trouble"),
    [
        (Reply(200, b"User-agent: chantier-doctor\nDisallow: /doc/"), FORBIDDEN),
        (Reply(200, b"User-agent: *\nDisallow: /admin"), ""),
        (Reply(404), ""),
        (Reply(503), FORBIDDEN),
    ],
)
def test_the_robots_file_of_another_host_is_respected(
    monkeypatch: pytest.MonkeyPatch, robots: Reply, trouble: str
) -> None:
    # This machine is let pass for a public one.
    monkeypatch.setattr("chantier.net.connections.is_public", lambda _: True)
    with site() as here, site(at("/robots.txt", lambda _: robots)) as other:
        reach = Reach(here.url, outside=True)
        walk = Visitor(reach, 0, 10, lambda *_: None)
        address = other.url.replace("127.0.0.1", "localhost") + "/doc/a"
        assert walk.get(address).trouble == trouble
        assert walk.get(address).trouble == trouble
        asked = [request.path for request in other.asked]
    assert asked == ["/robots.txt"] + ["/doc/a"] * (0 if trouble else 2)


def test_another_host_that_is_not_there_is_noted_and_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("chantier.net.connections.is_public", lambda _: True)
    with trap() as (port, _), site() as here:
        walk = Visitor(Reach(here.url, outside=True), 0, 0.5, lambda *_: None)
        visits = [walk.get(f"http://localhost:{port}/{name}") for name in "ab"]
    assert [visit.trouble for visit in visits] == ["> 0.5 s"] * 2
    assert walk.sent == 1


def test_robots_rules_for_this_program_come_before_those_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: chantier-doctor\nDisallow: /a"
    robots = Visit("http://e/robots.txt", "http://e/robots.txt", 200, body=text.encode())
    assert robots_allow(robots, "http://e/b")
    assert not robots_allow(robots, "http://e/a")


@pytest.mark.parametrize("location", ["http://[", "//[::", "mailto:a@e", "http://\x7f/", "\xe9"])
def test_a_redirect_to_what_is_no_address_ends_the_visit(location: str) -> None:
    with site(at("/doc/a", lambda _: Reply(302, b"", {"Location": location}))) as broken:
        visit = visitor(broken.url).get(f"{broken.url}/doc/a")
    assert not visit.is_ok


# Limits


def test_an_answer_that_comes_byte_by_byte_is_given_up() -> None:
    with endpoint(dripping) as slow:
        visit = visitor(slow.url, seconds=0.5).get(slow.url)
    assert visit.trouble == "> 0.5 s"
    assert visit.seconds < 5


def test_a_site_that_says_nothing_is_given_up() -> None:
    with trap() as (port, _):
        url = f"http://127.0.0.1:{port}/"
        assert visitor(url, seconds=0.5).get(url).trouble == "> 0.5 s"


def test_an_answer_without_an_end_is_given_up() -> None:
    with endpoint(flooding) as endless:
        visit = visitor(endless.url).get(endless.url)
    assert visit.trouble == f"> {MAX_BODY_BYTES:,} B"
    assert visit.body == b""


def test_a_loop_of_redirects_is_given_up() -> None:
    with site(at("/doc/a", lambda _: Reply(302, b"", {"Location": "/doc/a"}))) as looping:
        visit = visitor(looping.url).get(f"{looping.url}/doc/a")
        assert len(looping.asked) == 6
    assert visit.trouble == TOO_MANY_REDIRECTS


def test_no_more_requests_are_sent_in_a_second_than_asked_for() -> None:
    with site() as good:
        walk = Visitor(Reach(good.url), 20, 10, lambda *_: None)
        started = time.monotonic()
        visits = [walk.get(f"{good.url}/doc/a") for _ in range(5)]
        lasted = time.monotonic() - started
    assert lasted >= 4 / 20
    assert sum(visit.seconds for visit in visits) < lasted


def test_a_site_that_asks_to_wait_is_asked_again_after_that_time() -> None:
    replies = iter([Reply(429, b"", {"Retry-After": "1"}), Reply(200, b"there")])
    with site(at("/doc/a", lambda _: next(replies))) as busy:
        started = time.monotonic()
        visit = visitor(busy.url).get(f"{busy.url}/doc/a")
    assert visit.body == b"there"
    assert time.monotonic() - started >= 1
