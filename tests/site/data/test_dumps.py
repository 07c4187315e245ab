"""The files of a version over HTTP: headers, parts, conditions, and what is asked wrongly."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import pytest

from chantier.publish.dumps.dumps import ensure, inventory
from chantier.rdf.nquads import canonical_lines, parse_lines
from chantier.store import retention, versions
from chantier.store.changelog import Changelog
from support.client import Answer, Client
from support.server import serving

FILE = "chantier-es.ttl"


@pytest.fixture(scope="module")
def version(data_dir: Path) -> str:
    return versions.current_id(data_dir)


@pytest.fixture(scope="module")
def body(data_dir: Path, version: str) -> bytes:
    return (data_dir / "copies" / version / FILE).read_bytes()


@pytest.fixture
def address(version: str) -> str:
    return f"/dump/{version}/{FILE}"


def test_a_file_comes_whole_with_all_that_a_harvester_wants_to_know(
    client: Client, address: str, body: bytes, data_dir: Path
) -> None:
    answer = client.get(address)
    assert answer.status == 200
    assert answer.body == body
    told, digest = answer.headers, hashlib.sha256(body)
    assert told["Content-Type"] == "text/turtle; charset=utf-8"
    assert told["Content-Length"] == str(len(body))
    assert told["ETag"] == f'"{digest.hexdigest()[:32]}"'
    assert told["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert told["Content-Disposition"] == f'attachment; filename="{FILE}"'
    assert told["Cache-Control"] == "public, max-age=31536000, immutable"
    assert told["Accept-Ranges"] == "bytes"
    assert told["Access-Control-Allow-Origin"] == "*"
    assert "Content-Range" in told["Access-Control-Expose-Headers"]
    created = versions.current(data_dir).manifest.created
    assert parsedate_to_datetime(told["Last-Modified"]).isoformat() == created
    assert not {"Content-Encoding", "Transfer-Encoding", "Vary", "Content-Location"} & {*told}
    assert not [name for name in told if name.lower().startswith("x-chantier")]


def test_every_file_of_the_inventory_is_served_as_it_lies_on_disk(
    client: Client, data_dir: Path, version: str
) -> None:
    folder = data_dir / "copies" / version
    for file in inventory(folder):
        answer = client.get(f"/dump/{version}/{quote(file.path)}", Accept_Encoding="zstd, br, gzip")
        assert (answer.status, hashlib.sha256(answer.body).hexdigest()) == (200, file.sha256)
        assert "Content-Encoding" not in answer.headers
        compressed = {"gzip": "application/gzip", "zstd": "application/zstd"}
        assert answer.media_type == compressed.get(file.compression, file.media_type)


def test_a_text_says_its_charset(client: Client) -> None:
    for file, told in {
        "tables/ces_RegionalPole.csv": "text/csv; charset=utf-8",
        "tables/ces_RegionalPole.json": "application/json",
        "tables/ces_AdministrativeRegion.geojson": "application/geo+json",
        "SHA256SUMS": "text/plain; charset=utf-8",
        "graphs/data/poles.nt": "application/n-triples; charset=utf-8",
    }.items():
        answer = client.get(f"/dump/latest/{file}")
        assert answer.headers["Content-Type"] == told
        assert answer.headers["Content-Disposition"].endswith(f'"{Path(file).name}"')


def test_the_head_tells_the_length_and_nothing_of_parts(
    client: Client, address: str, body: bytes
) -> None:
    whole = client.get(address)
    for headers in ({}, {"Range": "bytes=0-9"}, {"Range": f"bytes={len(body)}-"}):
        head = client.send("HEAD", address, headers)
        assert head.status == 200
        assert head.body == b""
        same = {name.lower() for name in whole.headers} - {"server-timing", "date"}
        assert {name: head.headers[name] for name in same} == {n: whole.headers[n] for n in same}


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("Bytes=100-199", 100, 199),
        ("bytes=100-", 100, -1),
        ("bytes=-100", -100, -1),
        ("bytes=0-999999999999", 0, -1),
        ("bytes=-999999999999", 0, -1),
        ("bytes=0-" + "9" * 30, 0, -1),
    ],
)
def test_a_part_is_given_by_its_place(
    client: Client, address: str, body: bytes, asked: str, first: int, last: int
) -> None:
    first, last = first % len(body), last % len(body)
    answer = client.get(address, Range=asked)
    assert answer.status == 206
    assert answer.body == body[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(body)}"
    assert answer.headers["Content-Length"] == str(last - first + 1)
    assert len(answer.headers.get_all("Content-Range", [])) == 1
    assert len(answer.headers.get_all("Content-Length", [])) == 1
    whole = client.get(address)
    for name in ("ETag", "Repr-Digest", "Cache-Control", "Content-Type", "Last-Modified"):
        assert answer.headers[name] == whole.headers[name]


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=0-1, -1",
        "bytes=5-1",
        "bytes = 5-10",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=--5",
        "bytes 0-5",
        "items=0-5",
        "bytes=0-5;",
        "",
    ],
)
def test_several_parts_or_what_is_no_part_get_the_whole(
    client: Client, address: str, body: bytes, asked: str
) -> None:
    answer = client.get(address, Range=asked)
    assert (answer.status, answer.body) == (200, body)
    assert "Content-Range" not in answer.headers


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes={size}-{size}", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused_with_the_size(
    client: Client, address: str, body: bytes, asked: str
) -> None:
    answer = client.get(address, Range=asked.format(size=len(body)))
    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(body)}"
    assert answer.media_type == "application/problem+json"
    assert str(len(body)) in answer.json["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_if_range_gives_the_part_of_the_same_bytes_and_else_the_whole(
    client: Client, address: str, body: bytes
) -> None:
    told = client.get(address).headers
    wanted = {"Range": "bytes=10-19"}
    same = client.get(address, If_Range=told["ETag"], **wanted)
    assert (same.status, same.body) == (206, body[10:20])
    for other in ('"else"', f"W/{told['ETag']}", told["Last-Modified"], ""):
        answer = client.get(address, If_Range=other, **wanted)
        assert (answer.status, answer.body) == (200, body)
    beyond = client.get(address, If_Range='"else"', Range=f"bytes={len(body)}-")
    assert beyond.status == 200


def test_what_is_held_is_not_sent_again(client: Client, address: str) -> None:
    told = client.get(address).headers
    for held in (
        {"If-None-Match": told["ETag"]},
        {"If-None-Match": f'"a", W/{told["ETag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": told["Last-Modified"]},
        {"If-None-Match": told["ETag"], "Range": "bytes=0-9"},
    ):
        for method in ("GET", "HEAD"):
            answer = client.send(method, address, held)
            assert (answer.status, answer.body) == (304, b""), held
            for name in ("ETag", "Cache-Control", "Last-Modified"):
                assert answer.headers[name] == told[name]
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for old in (
        {"If-None-Match": '"else"'},
        {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": '"else"', "If-Modified-Since": told["Last-Modified"]},
    ):
        assert client.send("GET", address, old).status == 200, old


def test_the_latest_is_asked_about_each_time_and_names_its_version(
    client: Client, address: str, body: bytes
) -> None:
    answer = client.get(f"/dump/latest/{FILE}")
    assert (answer.status, answer.body) == (200, body)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Location"] == address
    again = client.get(f"/dump/latest/{FILE}", If_None_Match=answer.headers["ETag"])
    assert again.status == 304
    assert again.headers["Content-Location"] == address


def test_the_first_digits_lead_to_the_whole_id(client: Client, version: str) -> None:
    for start in (version[:8], version[:20], version[:63]):
        for path in (FILE, "", "graphs/https%253A%252F%252Fe.org"):
            answer = client.get(f"/dump/{start}/{path}")
            assert answer.status == 302
            assert urlsplit(answer.headers["Location"]).path == f"/dump/{version}/{path}"


@pytest.mark.parametrize(
    "name", ["{0:.7}", "{0}0", "LATEST", "00000000", "0" * 64, "{1}", "x", "%2e%2e", "v1"]
)
@pytest.mark.parametrize("file", [FILE, ""])
def test_a_version_that_never_was_is_not_found(
    client: Client, version: str, name: str, file: str
) -> None:
    answer = client.get(f"/dump/{name.format(version, version.upper())}/{file}")
    assert answer.status == 404
    assert answer.media_type == "application/problem+json"
    assert "version" in answer.json["detail"]


@pytest.mark.parametrize(
    "file",
    [
        "none.ttl",
        "chantier-es.TTL",
        "chantier-es.ttl/",
        "graphs",
        "graphs/",
        "inventory.json",
        "../../versions/{id}/quads.nq",
        "..%2F..%2Ftokens.json",
        "%2e%2e/%2e%2e/tokens.json",
        "graphs/../chantier-es.ttl",
        "./chantier-es.ttl",
        "chantier-es.ttl%00",
        "..%5C..%5Ctokens.json",
        "%FF",
    ],
)
def test_an_unknown_file_and_every_way_out_is_not_found_with_what_there_is(
    client: Client, version: str, file: str
) -> None:
    answer = client.get(f"/dump/{version}/{file.format(id=version)}")
    assert answer.status == 404
    assert FILE in answer.json["available"]


def test_no_header_is_slipped_in_and_no_root_is_reached(client: Client, version: str) -> None:
    slipped = client.get(f"/dump/{version}/chantier-es.ttl%0d%0aX-A:%20b")
    assert slipped.status == 404
    assert "X-A" not in slipped.headers
    for start in (version, version[:8], "latest"):
        rooted = client.get(f"/dump/{start}/%2Fetc%2Fpasswd")
        assert rooted.status == 308  # as everywhere, slashes are merged
        assert urlsplit(rooted.headers["Location"]).path == f"/dump/{start}/etc/passwd"
    assert client.get(f"/dump/{version}/etc/passwd").status == 404


def test_a_page_tells_of_an_unknown_file_too(client: Client, version: str) -> None:
    answer = client.get(f"/dump/{version}/none", "text/html")
    assert answer.status == 404
    assert answer.media_type == "text/html"
    assert f"/dump/{version}/" in answer.text


def test_other_methods_are_refused_and_options_answered(client: Client, address: str) -> None:
    assert client.send("POST", address).status == 405
    assert client.send("DELETE", address).status == 405
    preflight = client.send("OPTIONS", address, {"Access-Control-Request-Headers": "range"})
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Headers"] == "range"


def test_the_list_in_json_leads_to_every_file(client: Client, version: str, data_dir: Path) -> None:
    for name in ("latest", version):
        answer = client.get(f"/dump/{name}/", "application/json")
        assert answer.status == 200
        assert answer.media_type == "application/json"
        told = answer.json
        assert told["version"] == version
        files = inventory(data_dir / "copies" / version)
        assert [(f["path"], f["bytes"], f["sha256"]) for f in told["files"]] == [
            (f.path, f.size, f.sha256) for f in files
        ]
        assert client.send("HEAD", told["files"][0]["href"]).status == 200


@pytest.mark.parametrize(
    ("language", "heading"), [("fr", "Copies à télécharger"), ("en", "Copies to download")]
)
def test_the_list_is_a_page_in_both_languages(
    client: Client, version: str, language: str, heading: str
) -> None:
    answer = client.get(f"/dump/{version}/", "text/html", Accept_Language=language)
    assert answer.headers["Content-Language"] == language
    assert heading in answer.text
    assert f'href="/dump/{version}/graphs/data/poles.ttl"' in answer.text
    assert ("Mo<" in answer.text) == (language == "fr")


def test_a_list_that_nobody_can_read_is_not_acceptable(client: Client) -> None:
    assert client.get("/dump/latest/", "image/png").status == 406


def test_a_file_needs_no_accept_that_fits(client: Client, address: str) -> None:
    assert client.get(address, "image/png").status == 200


def test_a_client_that_leaves_in_the_middle_harms_nobody(client: Client, address: str) -> None:
    place = urlsplit(client.url)
    for _ in range(20):
        with socket.create_connection((str(place.hostname), place.port or 80)) as connection:
            connection.sendall(f"GET {address} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            assert connection.recv(10)
    assert client.get(address).status == 200


# Versions that come and go


def publish(data_dir: Path, number: int) -> versions.Version:
    text = f'<http://e/a> <http://e/n> "0{number}"^^<http://e/t> <http://e/g> .\n'
    lines = canonical_lines(parse_lines([text.encode()]))
    draft = versions.Draft(lines, "# report\n", f"i{number}", "test", 1_000)
    with versions.building(data_dir):
        published = versions.publish(data_dir, draft)
        Changelog(data_dir).catch_up(published)
        return published


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A data directory with three versions, the first no longer kept, and no copies."""
    data_dir = tmp_path_factory.mktemp("three") / "var"
    made = [publish(data_dir, number).manifest.id for number in range(3)]
    with versions.building(data_dir):
        assert retention.prune(data_dir, keep=1) == made[:1]
    return data_dir, made


@pytest.fixture(scope="module")
def small(three: tuple[Path, list[str]]) -> Iterator[Client]:
    with serving(three[0]) as served:
        yield served


def test_a_version_that_is_no_longer_kept_is_gone(
    small: Client, three: tuple[Path, list[str]]
) -> None:
    gone = three[1][0]
    for name in (gone, gone[:8]):
        for path in (FILE, "none", ""):
            answer = small.get(f"/dump/{name}/{path}")
            assert answer.status == 410
            assert gone in answer.json["detail"]
            assert answer.headers["Cache-Control"] == "no-store"


def test_copies_are_made_when_first_asked_for_whoever_asks_at_once(
    small: Client, three: tuple[Path, list[str]]
) -> None:
    data_dir, (_, older, latest) = three
    for version in (older, latest):
        folder = data_dir / "copies" / version
        assert not folder.exists()
        answers = together(small, f"/dump/{version}/chantier-es.nq.gz", 6)
        lines = (data_dir / "versions" / version / "quads.nq").read_bytes()
        assert {answer.status for answer in answers} == {200}
        assert {gzip.decompress(answer.body) for answer in answers} == {lines}
        assert folder.is_dir()


def test_copies_that_cannot_be_made_are_an_error_that_passes(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    version = publish(data_dir, 1).manifest.id
    (data_dir / "copies").write_text("in the way")
    with serving(data_dir) as served:
        answer = served.get(f"/dump/latest/{FILE}")
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        (data_dir / "copies").unlink()
        assert served.get(f"/dump/{version}/{FILE}").status == 200
        shutil.rmtree(data_dir / "copies")  # they may be deleted at any time
        assert served.get(f"/dump/latest/{FILE}").status == 200


def test_the_latest_follows_the_version_that_is_served(tmp_path: Path) -> None:
    data_dir = tmp_path / "var"
    first = publish(data_dir, 1)
    with serving(data_dir) as served:
        before = served.get("/dump/latest/chantier-es.nq")
        assert before.body == first.quads_path.read_bytes()
        second = publish(data_dir, 2)
        after = eventually(served, second.manifest.id)
        assert after.body == second.quads_path.read_bytes()
        assert after.headers["ETag"] != before.headers["ETag"]


def test_a_large_file_goes_out_without_passing_through_memory(tmp_path: Path) -> None:
    data_dir, size = tmp_path / "var", 300_000_000
    folder = ensure(data_dir, publish(data_dir, 1))
    with (folder / "chantier-es.nq").open("wb") as file:
        file.truncate(size)  # as large, without taking any room
    with (folder / "chantier-es.nq").open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    grown = {"chantier-es.nq": {"size": size, "sha256": sha256}}
    files = [replace(f, **grown.get(f.path, {})) for f in inventory(folder)]
    (folder / "inventory.json").write_text(json.dumps([asdict(file) for file in files]))
    with serving(data_dir, CHANTIER_WORKERS="1") as served:
        address = f"{served.url}/dump/latest/chantier-es.nq"
        with urlopen(address) as small:  # noqa: S310 — our own server
            small.read(1)
        before = peak_memory(data_dir)
        for asked in ({}, {"Range": f"bytes=1-{size - 2}"}):
            with urlopen(Request(address, headers=asked)) as answer:  # noqa: S310
                received = sum(map(len, iter(lambda: answer.read(1 << 20), b"")))
            assert received == size - 2 * bool(asked)
        assert peak_memory(data_dir) - before < 30_000_000


def peak_memory(data_dir: Path) -> int:
    """Give the most memory, in bytes, that any process of a server ever held."""
    peaks = [0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"CHANTIER_DATA_DIR={data_dir}\0".encode() in (process / "environ").read_bytes():
                status = (process / "status").read_text()
                peaks.append(int(status.partition("VmHWM:")[2].split()[0]) * 1024)
        except (OSError, IndexError):
            continue  # it has ended
    assert len(peaks) > 1
    return max(peaks)


def together(client: Client, path: str, count: int) -> list[Answer]:
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(lambda _: client.get(path), range(count)))


def eventually(client: Client, version: str) -> Answer:
    """Ask until the version is served; each web process takes it up by itself."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        answer = client.get("/dump/latest/chantier-es.nq")
        if version in answer.headers["Content-Location"]:
            return answer
    raise AssertionError("the new version is not served")
