from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chantier.namespaces import DATASET, expand
from chantier.publish.citation import Citation, as_bibtex, as_csl_json, as_text, citation
from chantier.store import versions
from chantier.store.dataset import Dataset

ENTRY = re.compile(r"@(\w+)\{([\w-]+),\n((?:  \w+ = \{.*\},?\n)+)\}\n")
FIELD = re.compile(r"  (\w+) = \{(.*)\}")
CSL_TYPES = {"dataset", "entry"}
"""Those that we use, of csl-data.json."""


@pytest.fixture(scope="module")
def dataset(data_dir: Path) -> Dataset:
    return Dataset(versions.current(data_dir))


def cited(dataset: Dataset, iri: str, language: str) -> Citation:
    return citation(iri, language, dataset.quads_about, dataset.version.manifest)


def bibtex_fields(text: str) -> dict[str, str]:
    entry = ENTRY.fullmatch(text)
    assert entry, text
    assert entry[1] == "misc"
    return dict(FIELD.findall(entry[3]))


def test_a_citation_says_who_when_what_where_and_which_version(dataset: Dataset) -> None:
    mission, manifest = expand("enonce:mission"), dataset.version.manifest
    found = cited(dataset, mission, "en")
    assert found.title == "Mission of the Chantier"
    assert found.container == "Knowledge graph of the Chantier de l’économie sociale"
    assert found.authors
    text = as_text(found)
    for part in (*found.authors, found.title, found.container, manifest.id[:12], mission):
        assert part in text
    assert f"({manifest.created[:4]})" in text


def test_each_language_has_its_titles_and_its_quotation_marks(dataset: Dataset) -> None:
    mission = expand("enonce:mission")
    french, english = (as_text(cited(dataset, mission, each)) for each in ("fr", "en"))
    assert "«\N{NO-BREAK SPACE}Mission du Chantier\N{NO-BREAK SPACE}», dans Graphe" in french
    assert "“Mission of the Chantier”, in Knowledge graph" in english


def test_the_dataset_is_cited_as_a_whole(dataset: Dataset) -> None:
    found = cited(dataset, DATASET, "fr")
    assert found.container == ""
    assert json.loads(as_csl_json(found))[0]["type"] == "dataset"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_thing_has_citations_that_parse(dataset: Dataset, language: str) -> None:
    things = [iri for kind in ("Mission", "RegionalPole", "PortraitObservation", "SourceDocument")
              for iri in dataset.instances(expand(f"ces:{kind}"))]  # fmt: skip
    assert len(things) > 100
    keys = set()
    for iri in things:
        found = cited(dataset, iri, language)
        fields = bibtex_fields(as_bibtex(found))
        assert {"author", "title", "year", "version", "url"} <= fields.keys()
        assert fields["url"] == iri
        assert fields["title"].count("{") == fields["title"].count("}")
        keys.add(as_bibtex(found).split(",", 1)[0])
        (item,) = json.loads(as_csl_json(found))
        assert item["type"] in CSL_TYPES
        assert {"id", "type", "title", "author", "issued", "URL", "version"} <= item.keys()
        assert all(set(author) == {"literal"} for author in item["author"])
        assert [type(part) for part in item["issued"]["date-parts"][0]] == [int, int, int]
    assert len(keys) == len(things)


def test_what_bibtex_would_read_as_its_own_is_escaped() -> None:
    odd = Citation("https://w3id.org/chantier-es/id/x_%", r"50 % & {a} \b_~^$#", "fr",
                   ("A & B",), "", "C", "0" * 64, "2026-11-25")  # fmt: skip
    fields = bibtex_fields(as_bibtex(odd))
    assert fields["title"] == (
        r"{50 \% \& \{a\} \textbackslash{}b\_\textasciitilde{}\textasciicircum{}\$\#}"
    )
    assert fields["author"] == r"{A \& B}"
    assert "publisher" not in fields
