"""Every kind of page is valid HTML, in both languages, by the Nu HTML checker."""

from __future__ import annotations

import json
from pathlib import Path

from clients.nu import complaints
from support.client import ROOT, Client

HERE = ROOT / "tests" / "clients" / "vnu"
KINDS = {
    "home": "/{}/",
    "questions": "/{}/questions",
    "figures": "/{}/chiffres",
    "ontology": "/{}/ontologie",
    "query": "/{}/requetes",
    "example": "/{}/requetes?exemple=poles-par-region",
    "failed query": "/{}/requetes?query=CLEAR+ALL&action=prefixes",
    "dataset": "/{}/dataset",
    "catalogue": "/{}/catalog",
    "service": "/{}/sparql-service",
    "statement": "/{}/id/enonce/mission",
    "claim": "/{}/id/enonce/poles-presence",
    "pole": "/{}/id/pole/abitibi-temiscamingue",
    "region": "/{}/id/region/06",
    "concept": "/{}/id/concept/valeur-equite",
    "scheme": "/{}/id/vocabulaire/valeurs",
    "observation": "/{}/id/observation/page-entreprises",
    "source": "/{}/id/source/page",
    "shape": "/{}/id/shape/AdministrativeRegion",
    "question": "/{}/id/question/mandats",
    "explorer": "/{}/explorer",
    "list": "/{}/explorer?type=chiffres",
    "narrowed list": "/{}/explorer?type=poles&region=region:12&confiance=c:confiance-elevee",
    "search in a list": "/{}/explorer?type=enonces&q=economie",
    "empty list": "/{}/explorer?type=poles&region=region:99",
    "data": "/{}/donnees",
    "status": "/{}/etat",
    "linking": "/{}/relier",
    "search": "/{}/recherche?q=pole",
    "empty search": "/{}/recherche",
    "vain search": "/{}/recherche?q=zyzzyva",
    "annotated source": "/{}/source/page",
    "disagreeing figure": "/{}/id/observation/2016-isq-emplois",
    "organisation": "/{}/id/organisation/chantier",
    "passage": "/{}/id/passage/page-3404-3490",
    "attestation": "/{}/id/attestation/page-titre",
    "results": "/{}/resultats?question=valeurs",
    "chart": "/{}/resultats?question=publics&vue=graphique",
    "lines": "/{}/resultats?question=chiffres-cles&vue=graphique",
    "results map": "/{}/resultats?question=entreprises-par-region&vue=carte",
    "network": "/{}/resultats?question=poles-portes&vue=reseau",
    "no chart": "/{}/resultats?question=mandats&vue=graphique",
    "verdict": "/{}/resultats?query=ASK%7B%7D",
    "triples": "/{}/resultats?query=DESCRIBE%20%3Chttps://w3id.org/chantier-es/id/region/06%3E",
    "no query": "/{}/resultats",
    "refused query": "/{}/resultats?query=SELECT%20nonsense%20ces:x",
    "error": "/id/nothing?lang={}",
}
STATUSES = {"error": 404, "failed query": 400, "refused query": 400}


def test_the_checker_sees_an_error(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><html lang=fr><title>x</title><dl><dd>x</dl>", encoding="utf-8")
    assert complaints([page])


def test_every_kind_of_page_is_valid_in_both_languages(client: Client, tmp_path: Path) -> None:
    files = []
    for name, path in KINDS.items():
        for language in ("fr", "en"):
            page = client.get(path.format(language), "text/html")
            assert page.status == STATUSES.get(name, 200), path
            assert page.media_type == "text/html"
            assert f'<html lang="{language}">' in page.text
            files.append(tmp_path / f"{name.replace(' ', '-')}-{language}.html")
            files[-1].write_bytes(page.body)
    assert complaints(files) == []


def test_the_page_of_a_frozen_query_is_valid_in_both_languages(
    client: Client, tmp_path: Path
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    frozen = client.send("POST", "/requete", form, b"query=SELECT%20(1%20AS%20%3Fx)%20%7B%7D")
    address = frozen.headers["Location"].partition("?")[0]
    files = [tmp_path / f"frozen-{language}.html" for language in ("fr", "en")]
    for file in files:
        page = client.get(f"{address}?lang={file.stem[-2:]}", "text/html")
        assert page.status == 200
        file.write_bytes(page.body)
    assert complaints(files) == []


def test_the_lock_file_names_no_registry_but_the_public_one() -> None:
    packages = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    named = {package["resolved"] for package in packages.values() if "resolved" in package}
    assert all(address.startswith("https://registry.npmjs.org/") for address in named)
    assert all("integrity" in package for path, package in packages.items() if path)
