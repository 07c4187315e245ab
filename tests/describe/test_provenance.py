from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from chantier.describe.provenance import provenance
from chantier.namespaces import CES, GRAPH, ID, expand
from chantier.store.dataset import Dataset
from support.client import ROOT
from support.small_graph import dataset_of

DATES = """
<t> <founded> "1999" .
<one> a ces:Attestation ; rdf:subject <t> ; rdf:predicate <founded> ; rdf:object "1999" ;
  dcterms:source <doc> .
<other> a ces:Attestation ; rdf:subject <t> ; rdf:predicate <founded> ; rdf:object "2001" ;
  dcterms:source <doc> .
<name> a ces:Attestation ; rdf:subject <t> ; rdf:predicate <called> ; rdf:object "un"@fr ;
  dcterms:source <doc> .
<nom> a ces:Attestation ; rdf:subject <t> ; rdf:predicate <called> ; rdf:object "deux"@fr ;
  dcterms:source <doc> .
"""


def test_a_quoted_statement_has_its_very_words_and_where_they_stand(dataset: Dataset) -> None:
    found = provenance(dataset, expand("enonce:mandat-3"), [f"{GRAPH}data/statements"], "fr")
    (source,) = found.own
    assert (source.document.iri, source.method) == (f"{ID}source/page", "quoted")
    assert source.position is not None
    assert source.quotation is not None
    text = (ROOT / "data" / "sources" / "page.txt").read_text(encoding="utf-8")
    assert source.quotation.value in text[source.position.start : source.position.end]
    assert found.is_claim
    ((graph, activity),) = found.graphs
    assert graph == f"{GRAPH}data/statements"
    assert activity is not None


def test_an_attested_value_names_its_attestation(dataset: Dataset) -> None:
    found = provenance(dataset, expand("pole:abitibi-temiscamingue"), [], "fr")
    (source,) = found.of(f"{CES}formerName", ox.Literal("CRÉSAT", language="fr"))
    assert source.stated_by is not None
    assert source.stated_by.iri == f"{ID}attestation/abitibi-temiscamingue-ancien-nom-1"
    assert source.confidence is not None
    assert found.of(f"{CES}formerName", "http://e/nothing") == ()


def test_sources_differ_by_values_and_not_by_names(tmp_path: Path) -> None:
    found = provenance(dataset_of(tmp_path, DATES), "http://e/t", [], "fr")
    assert len(found.of("http://e/founded", ox.Literal("2001"))) == 1
    assert found.differ("http://e/founded")
    assert not found.differ("http://e/called")
