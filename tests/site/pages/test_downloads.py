"""The data page: what it says is so, and what it links to is there."""

from __future__ import annotations

import hashlib
import re
from html import unescape

import pytest

from chantier.namespaces import GRAPH
from support.client import Client
from support.page_links import broken, own_links


@pytest.fixture(scope="module")
def page(client: Client) -> str:
    return client.get("/fr/donnees").text


def test_every_file_of_the_version_is_there_with_its_digest(client: Client, page: str) -> None:
    told = client.get("/dump/latest/", "application/json").json
    for file in told["files"]:
        assert file["href"] in own_links(client, page) or file["path"].startswith("SHA"), file
        if file["path"] != "SHA256SUMS":
            assert f"{file['sha256']}  {file['path']}" in page
    whole = [file for file in told["files"] if file["path"].startswith("chantier-es.")]
    assert len(whole) == 15
    for file in whole:
        assert f"<code>{file['sha256']}</code>" in page


def test_the_lines_to_copy_fetch_files_that_pass_the_check(client: Client, page: str) -> None:
    lines = re.findall(r"curl -O (\S+)", unescape(page))
    assert len(lines) == 2
    files = {}
    for address in lines:
        assert address.startswith(f"{client.url}/dump/")
        answer = client.get(address.removeprefix(client.url))
        assert answer.status == 200
        files[address.rpartition("/")[2]] = answer.body
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    body = files["chantier-es.nq.gz"]
    assert hashlib.sha256(body).hexdigest() == sums["chantier-es.nq.gz"]


def test_each_graph_has_its_size_and_its_rights(client: Client, page: str) -> None:
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    text = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}data/statements> {{ ?s ?p ?o }} }}"
    count = int(client.query(text).text.split()[1])
    statements = next(row for row in rows if "/graph/data/statements" in row)
    assert f"{count:,}".replace(",", "\u00a0") in statements
    assert "CC BY 4.0" in statements
    assert "/fr/id/droits/texte-cite" in statements


@pytest.mark.parametrize("path", ["/fr/donnees", "/en/donnees"])
def test_every_link_answers(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status == 200
    assert broken(client, answer.text) == {}


def test_the_page_says_how_to_cite_and_whether_it_conforms(client: Client, page: str) -> None:
    version = client.get("/healthz").json["version"]
    assert "Les contributrices et contributeurs de chantier-es" in page
    assert f"https://w3id.org/chantier-es/version/{version}" in page
    assert "conforme" in page


def test_the_page_is_light(client: Client) -> None:
    answer = client.get("/fr/donnees", Accept_Encoding="br")
    assert len(answer.body) < 50_000
