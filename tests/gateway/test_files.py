"""Files as answers, without a server: which part is asked for, and what is sent of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chantier.errors import UnsatisfiableRange
from chantier.gateway.files import FileAnswer, asked_part, file_answer, file_headers, send_file
from support.channel import KeptChannel, exchange_over

ETAG = '"e"'
CONTENT = bytes(range(200))


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=100-149", (100, 149)),
        ("BYTES=100-149", (100, 149)),
        (" bytes=100-", (100, 199)),
        ("bytes=-1", (199, 199)),
        ("bytes=-500", (0, 199)),
        ("bytes=199-500", (199, 199)),
    ],
)
def test_a_part_ends_where_the_file_does(asked: str, part: tuple[int, int]) -> None:
    assert asked_part(asked, None, ETAG, 200) == part


@pytest.mark.parametrize("asked", [None, "", "bytes=0-1,5-6", "items=0-5", "bytes=5-1", "bytes=-"])
def test_the_whole_is_sent_where_one_part_is_not_what_is_asked_for(asked: str | None) -> None:
    assert asked_part(asked, None, ETAG, 200) is None


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=500-600", "bytes=-0", "bytes=-000"])
def test_a_part_that_is_not_there_is_refused_with_the_size(asked: str) -> None:
    with pytest.raises(UnsatisfiableRange, match=r"200 octets.*200 bytes") as refused:
        asked_part(asked, None, ETAG, 200)
    assert refused.value.size == 200


def test_a_file_of_no_bytes_has_no_part() -> None:
    assert asked_part(None, None, ETAG, 0) is None
    with pytest.raises(UnsatisfiableRange, match="0 bytes"):
        asked_part("bytes=0-", None, ETAG, 0)


def test_a_part_is_for_a_client_that_holds_the_rest_of_these_very_bytes() -> None:
    assert asked_part("bytes=0-9", ETAG, ETAG, 200) == (0, 9)
    assert asked_part("bytes=0-9", f" {ETAG} ", ETAG, 200) == (0, 9)
    for other in ('"other"', f"W/{ETAG}", "Fri, 27 Nov 2026 10:00:00 GMT", ""):
        assert asked_part("bytes=0-9", other, ETAG, 200) is None
        assert asked_part("bytes=900-", other, ETAG, 200) is None


def test_an_answer_that_names_a_file_keeps_the_name_to_the_server(tmp_path: Path) -> None:
    path = tmp_path / "île.ttl"
    own = [("ETag", ETAG), ("Content-Type", "text/turtle")]
    file = file_answer([*own, *file_headers(path, 200)])
    assert file is not None
    assert (file.path, file.size_bytes) == (path, 200)
    assert (file.etag, file.modified) == (ETAG, None)
    names = [name.lower() for name, _ in file.headers]
    assert {"etag", "content-type", "accept-ranges", "access-control-allow-origin"} <= {*names}
    assert "content-length" not in names
    assert not any(str(path) in value for _, value in file.headers)


def test_an_answer_with_a_body_of_its_own_names_no_file() -> None:
    assert file_answer([("Content-Type", "text/html"), ("Content-Length", "200")]) is None


@pytest.fixture
def file(tmp_path: Path) -> FileAnswer:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    found = file_answer([("ETag", ETAG), *file_headers(path, len(CONTENT))])
    assert found is not None
    return found


def sent(file: FileAnswer, method: str, **headers: str) -> KeptChannel:
    async def send() -> KeptChannel:
        channel = KeptChannel()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await send_file(exchange_over(channel, method, headers=named), file, [("x-added", "1")])
        return channel

    return asyncio.run(send())


def test_a_file_is_sent_whole_or_in_part(file: FileAnswer) -> None:
    whole, part = sent(file, "GET"), sent(file, "GET", range="bytes=10-19")
    assert (whole.status, whole.body) == (200, CONTENT)
    assert "content-range" not in whole.headers
    assert (part.status, part.body) == (206, CONTENT[10:20])
    assert part.headers["content-range"] == "bytes 10-19/200"
    assert part.headers["content-length"] == "10"
    assert {whole.headers["x-added"], part.headers["x-added"]} == {"1"}


def test_a_head_is_of_the_whole_and_what_is_held_is_not_sent(file: FileAnswer) -> None:
    head = sent(file, "HEAD", range="bytes=10-19")
    assert (head.status, head.headers["content-length"], head.body) == (200, "200", b"")
    for method in ("GET", "HEAD"):
        held = sent(file, method, if_none_match=ETAG, range="bytes=900-")
        assert (held.status, held.body) == (304, b"")
        assert held.headers["etag"] == ETAG
