from __future__ import annotations

import re

import pytest

from chantier.errors import ParameterError
from chantier.namespaces import PREFIXES, compact, expand
from support.client import ROOT


@pytest.mark.parametrize("curie", ["region:06", "enonce:mandat-3", "ces:Mission", "rdf:type"])
def test_a_short_form_and_its_iri_lead_to_each_other(curie: str) -> None:
    assert compact(expand(curie)) == curie


def test_an_iri_without_a_prefix_stays_whole() -> None:
    assert compact("https://example.org/a/b") == "https://example.org/a/b"


def test_text_that_is_neither_is_refused_with_advice() -> None:
    with pytest.raises(ParameterError, match="region:06"):
        expand("Montréal")


def test_prefixes_are_sorted_and_each_stands_for_one_namespace() -> None:
    assert list(PREFIXES) == sorted(PREFIXES)
    assert len(set(PREFIXES.values())) == len(PREFIXES)


def test_the_source_files_use_these_prefixes_for_these_namespaces() -> None:
    wrong = [
        (path.name, prefix, namespace)
        for path in (*ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("[ds]*a*/*.ttl"))
        for prefix, namespace in re.findall(
            r"^@prefix (\S*): <(.*)>", path.read_text("utf-8"), re.M
        )
        if PREFIXES.get(prefix) != namespace
    ]
    assert wrong == []
