"""wget, as harvesters and cron jobs call it."""

from __future__ import annotations

from pathlib import Path

import pytest

from clients.asked import QUESTIONS, starts
from clients.programs import program, ran
from support.client import Client


@pytest.fixture
def wget() -> str:
    return program("wget")


def test_the_name_of_a_thing_leads_to_its_document(client: Client, wget: str) -> None:
    accept = "--header=Accept: text/turtle"
    said = ran(wget, "-q", "-O-", accept, f"{client.url}/id/region/06")
    assert said == client.get("/doc/region/06.ttl").text


def test_a_query_goes_from_a_file(client: Client, wget: str) -> None:
    sent = (
        "--header=Accept: text/csv",
        "--header=Content-Type: application/sparql-query",
        f"--post-file={QUESTIONS / 'mandats.rq'}",
    )
    said = ran(wget, "-q", "-O-", *sent, f"{client.url}/sparql")
    assert starts([line.split(",", 1)[1].lstrip('"') for line in said.splitlines()[1:]])


def test_a_stored_question_is_saved_under_its_name(
    client: Client, wget: str, tmp_path: Path
) -> None:
    ran(wget, "-q", f"{client.url}/questions/mandats?format=csv", cwd=tmp_path)
    (saved,) = tmp_path.iterdir()
    assert saved.read_bytes() == client.get("/questions/mandats", "text/csv").body


def test_a_compressed_graph_is_the_same(client: Client, wget: str) -> None:
    address = f"{client.url}/graph/data/poles.nt"
    assert ran(wget, "-q", "-O-", "--compression=gzip", address) == ran(wget, "-qO-", address)


def test_what_has_not_changed_is_not_sent_again(client: Client, wget: str) -> None:
    tag = client.get("/doc/region/06.ttl").headers["ETag"]
    held = f"--header=If-None-Match: {tag}"
    said = ran(wget, "-q", "-O-", held, f"{client.url}/doc/region/06.ttl", status=8)
    assert said == ""


def test_looking_whether_a_document_is_there_spoils_nothing(client: Client, wget: str) -> None:
    ran(wget, "-q", "--spider", f"{client.url}/doc/region/10.ttl")
    ran(wget, "-q", "--spider", f"{client.url}/doc/region/none.ttl", status=8)
    assert ran(wget, "-qO-", f"{client.url}/doc/region/10.ttl")


def test_a_cut_download_goes_on_where_it_stopped(client: Client, wget: str, tmp_path: Path) -> None:
    whole = client.get("/dump/latest/chantier-es.jsonld").body
    saved = tmp_path / "chantier-es.jsonld"
    saved.write_bytes(whole[:100_001])
    ran(wget, "-q", "-c", f"{client.url}/dump/latest/chantier-es.jsonld", cwd=tmp_path)
    assert saved.read_bytes() == whole


def test_a_file_is_fetched_again_only_if_it_is_newer(
    client: Client, wget: str, tmp_path: Path
) -> None:
    address = f"{client.url}/dump/latest/chantier-es.nq.gz"
    ran(wget, "-q", "-N", address, cwd=tmp_path)
    first = (tmp_path / "chantier-es.nq.gz").stat()
    said = ran(wget, "-N", address, "-o", "-", cwd=tmp_path)
    assert "304" in said
    assert (tmp_path / "chantier-es.nq.gz").stat().st_mtime_ns == first.st_mtime_ns
