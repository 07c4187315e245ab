"""Citations as files."""

from __future__ import annotations

import json

import pytest

from chantier.namespaces import BASE
from support.client import Client


@pytest.mark.parametrize("name", ["id/enonce/mission", "dataset", "id/region/06"])
def test_a_citation_comes_as_files_too(client: Client, name: str) -> None:
    bibtex = client.get(f"/cite/{name}.bib?lang=en")
    assert (bibtex.status, bibtex.media_type) == (200, "application/x-bibtex")
    assert bibtex.text.startswith("@misc{chantier-es-")
    listed = client.get(f"/cite/{name}.json")
    assert listed.media_type == "application/vnd.citationstyles.csl+json"
    (item,) = json.loads(listed.body)
    assert item["URL"] == BASE + name
    assert client.get("/cite/id/pole/atlantide.bib").status == 404
    page = client.get(f"/fr/{name}", "text/html").text
    assert f'href="/cite/{name}.bib?lang=fr"' in page
