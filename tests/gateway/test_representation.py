from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import brotli
import pytest
import zstandard

from chantier.gateway.representation import (
    ByteCache,
    Representation,
    chosen_encoding,
    http_date,
    is_held,
    is_unchanged,
    last_modified,
    represent,
)

HTML = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Accept, Accept-Language")]
MOMENT = "Fri, 27 Nov 2026 10:00:00 GMT"
BODY = b"a long enough body, " * 200


def named(answer: Representation) -> dict[str, str]:
    names = [name.lower() for name, _ in answer.headers]
    assert len(names) == len(set(names)), "a header twice"
    return {name.lower(): value for name, value in answer.headers}


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, ""),
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.9", "gzip"),
        ("gzip ; q=0.2 , br ; q=0.3", "br"),
        ("gzip;q=0", ""),
        ("gzip;q=0, br;q=0, zstd;q=0", ""),
        ("gzip;q=nonsense", ""),
        ("gzip;q=nan", ""),
        ("compress, deflate", ""),
        (",,;,=", ""),
    ],
)
def test_the_encoding_a_client_prefers_is_chosen(accepted: str | None, chosen: str) -> None:
    assert chosen_encoding(accepted) == chosen


@pytest.mark.parametrize("encoding", ["zstd", "br", "gzip"])
def test_a_compressed_body_is_the_same_body(encoding: str) -> None:
    answer = represent(200, HTML, BODY, encoding)
    undo = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": zstandard.ZstdDecompressor().decompress,
    }
    assert undo[encoding](answer.body) == BODY
    assert len(answer.body) < len(BODY)
    assert named(answer)["content-encoding"] == encoding
    assert named(answer)["vary"] == "Accept, Accept-Language, Accept-Encoding"


def test_compression_gives_the_same_bytes_each_time() -> None:
    for encoding in ("zstd", "br", "gzip"):
        first, second = (represent(200, HTML, BODY, encoding) for _ in range(2))
        assert first == second


def test_short_bodies_and_pictures_are_left_as_they_are() -> None:
    assert "content-encoding" not in named(represent(200, HTML, b"short", "gzip"))
    picture = represent(200, [("Content-Type", "image/png")], BODY, "gzip")
    assert picture.body == BODY
    assert "vary" not in named(picture)


def test_only_what_may_be_kept_has_an_etag() -> None:
    assert represent(200, HTML, BODY, "").etag
    assert not represent(404, HTML, BODY, "").etag
    assert not represent(200, [*HTML, ("Cache-Control", "no-store")], BODY, "").etag
    assert named(represent(200, HTML, BODY, ""))["cache-control"] == "public, no-cache"
    own = represent(200, [*HTML, ("Cache-Control", "max-age=60")], BODY, "")
    assert named(own)["cache-control"] == "max-age=60"


def test_each_encoding_has_its_own_etag() -> None:
    tags = {represent(200, HTML, BODY, encoding).etag for encoding in ("", "gzip", "br", "zstd")}
    assert len(tags) == 4


@pytest.mark.parametrize(
    ("sent", "does"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b","a"', True),
        ("*", True),
        ('"b"', False),
        ("a", True),  # some clients leave the quotes out
        ("", False),
        (None, False),
        ('"a', False),
    ],
)
def test_a_held_etag_is_compared_weakly(sent: str | None, does: bool) -> None:
    requested = {} if sent is None else {"if-none-match": sent}
    assert is_unchanged(requested, '"a"', None) is does


def test_nothing_matches_what_has_no_etag() -> None:
    assert not is_unchanged({"if-none-match": "*"}, "", MOMENT)


@pytest.mark.parametrize(
    ("sent", "does"),
    [
        (MOMENT, True),
        ("Fri, 27 Nov 2026 10:00:01 GMT", True),
        ("Fri, 27 Nov 2026 09:59:59 GMT", False),
        ("Friday, 27-Nov-26 10:00:00 GMT", True),
        ("Fri Nov 27 10:00:00 2026", True),
        ("Fri Nov 27 09:59:59 2026", False),
        ("2026-11-27T10:00:00Z", False),
        ("tomorrow", False),
        ("Fri, 99 Nov 2026 10:00:00 GMT", False),
        ("Fri, 27 Nov 2026 10:00:00 +999999999999", False),
        ("", False),
        (None, False),
    ],
)
def test_a_date_is_compared_with_that_of_the_last_change(sent: str | None, does: bool) -> None:
    dated = represent(200, [*HTML, ("Last-Modified", MOMENT)], BODY, "")
    requested = {} if sent is None else {"if-modified-since": sent}
    assert is_held(dated, requested) is does
    assert not is_held(represent(200, HTML, BODY, ""), requested)
    missing = represent(404, [*HTML, ("Last-Modified", MOMENT)], BODY, "")
    assert not is_held(missing, requested)


def test_a_date_counts_only_where_no_etag_was_sent() -> None:
    dated = represent(200, [*HTML, ("Last-Modified", MOMENT)], BODY, "")
    later = {"if-modified-since": MOMENT}
    assert not is_held(dated, later | {"if-none-match": '"other"'})
    assert not is_held(dated, later | {"if-none-match": ""})
    earlier = {"if-modified-since": "Fri, 27 Nov 2026 09:59:59 GMT"}
    assert is_held(dated, earlier | {"if-none-match": dated.etag})


def answer(size: int) -> Representation:
    return Representation(200, [], zlib.compress(bytes(size), 0)[:size], '"x"')


def test_the_cache_gives_back_what_was_put_in_until_it_is_cleared() -> None:
    cache = ByteCache(1_000_000)
    kept = answer(10)
    cache.put(("GET", "/"), kept)
    assert cache.get(("GET", "/")) is kept
    assert cache.get(("GET", "/other")) is None
    cache.clear()
    assert cache.get(("GET", "/")) is None


def test_the_least_recently_used_goes_first() -> None:
    cache = ByteCache(10_000)
    for number in range(4):
        cache.put(("GET", str(number)), answer(1_500))
    assert cache.get(("GET", "0"))
    for number in range(4, 6):
        cache.put(("GET", str(number)), answer(1_500))
    assert cache.get(("GET", "0")), "it was used a moment ago"
    assert cache.get(("GET", "1")) is None


def test_the_cache_never_grows_beyond_its_size() -> None:
    cache = ByteCache(50_000)
    for number in range(10_000):
        cache.put(("GET", f"/{number}" + "long" * 100), answer(number % 2_000))
    held = sum(
        len(found.body)
        for number in range(10_000)
        if (found := cache.get(("GET", f"/{number}" + "long" * 100)))
    )
    assert held < 50_000


def test_one_large_answer_does_not_empty_the_cache() -> None:
    cache = ByteCache(10_000)
    cache.put(("GET", "small"), answer(100))
    cache.put(("GET", "large"), answer(9_000))
    assert cache.get(("GET", "small"))
    assert cache.get(("GET", "large")) is None


def test_a_cache_of_no_size_keeps_nothing() -> None:
    cache = ByteCache(0)
    cache.put(("GET", "/"), answer(0))
    assert cache.get(("GET", "/")) is None


def test_no_answer_was_changed_later_than_now() -> None:
    """RFC 9110 §8.8.2.1: a clock that was set back must not show in Last-Modified."""
    later = datetime.now(UTC) + timedelta(hours=1)
    told = parsedate_to_datetime(last_modified(later.isoformat()))
    assert told <= datetime.now(UTC)
    assert last_modified("2020-02-20T20:20:20+00:00") == http_date("2020-02-20T20:20:20+00:00")
