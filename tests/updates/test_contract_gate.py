"""With the gate on, a written graph is judged by the contract, and by no rule of the house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chantier.build import build
from chantier.errors import DoesNotConform
from chantier.namespaces import GRAPH, ID, PREFIXES
from chantier.settings import Settings
from chantier.store.versions import current_id
from support.writers import Writer, own_copy, writing

SPACE = f"{GRAPH}partenaire/essai"
OTHER = f"{GRAPH}partenaire/autre"
ENTERPRISE = f"""
<https://exemple.org/id/1> a <https://w3id.org/chantier-es/ns#SocialEconomyEnterprise> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Coopérative Exemple"@fr ;
  <https://w3id.org/chantier-es/ns#neq> "1170000000" ;
  <https://schema.org/areaServed> <{ID}region/05> .
"""


@pytest.fixture(scope="module")
def guarded(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    place = own_copy(data_dir, tmp_path_factory.mktemp("guarded"))
    with writing(place, f"{GRAPH}partenaire/*", CHANTIER_SHACL_GATE="true") as writer:
        yield writer


def test_a_graph_that_keeps_the_contract_is_accepted(guarded: Writer) -> None:
    assert guarded.put(SPACE, ENTERPRISE).status in (201, 204)
    assert len(guarded.triples(SPACE)) == 4


def test_one_that_breaks_it_is_refused_with_what_was_meant(guarded: Writer) -> None:
    before = current_id(guarded.data_dir)
    bad = ENTERPRISE.replace(f"<{ID}region/05>", '"Estrie"').replace("/id/1", "/id/2")
    answer = guarded.put(OTHER, bad.replace("1170000000", "1170000001"))
    assert answer.status == 422
    assert current_id(guarded.data_dir) == before
    rows = {row["rule"].rpartition("/")[2]: row for row in answer.json["findings"]}
    assert rows["contract-AreaServed-value"]["correction"] == f"<{ID}region/05>"
    assert {row["severity"] for row in rows.values()} == {"violation"}  # no word of warnings
    misspelt = ENTERPRISE.replace("areaServed", "areaServd").replace("/id/1", "/id/2")
    assert guarded.put(OTHER, misspelt).status == 422


def test_one_with_the_number_of_an_enterprise_of_another_graph_is_refused(guarded: Writer) -> None:
    assert guarded.put(SPACE, ENTERPRISE).status in (201, 204)
    answer = guarded.put(OTHER, ENTERPRISE.replace("/id/1", "/id/3"))
    assert answer.status == 422
    shared = {
        row["focus"]: row["value"]
        for row in answer.json["findings"]
        if row["rule"].endswith("contract-Neq-unique")
    }
    assert shared["https://exemple.org/id/3"] == "https://exemple.org/id/1"


def test_what_only_the_house_asks_is_asked_of_nobody_else(guarded: Writer) -> None:
    french_only = """<https://exemple.org/id/un> a <http://www.w3.org/2004/02/skos/core#Concept> ;
      <http://www.w3.org/2004/02/skos/core#prefLabel> "Un"@fr ;
      <http://www.w3.org/2004/02/skos/core#related> <https://exemple.org/id/deux> ."""
    assert guarded.put(OTHER, french_only).status in (201, 204)
    guarded.delete(OTHER)


def test_a_graph_that_breaks_it_already_holds_up_no_other_and_nothing_is_claimed(
    data_dir: Path, tmp_path: Path
) -> None:
    place = own_copy(data_dir, tmp_path)
    conforms = f"ASK {{ GRAPH <{GRAPH}description> {{ ?measure <{PREFIXES['dqv']}value> true }} }}"
    with writing(place, "*", CHANTIER_SHACL_GATE="false") as writer:
        assert writer.put(SPACE, ENTERPRISE.replace("1170000000", "12")).status in (201, 204)
    (place / "tokens.json").unlink()  # the same name again
    with writing(place, "*", CHANTIER_SHACL_GATE="true") as writer:
        assert writer.put(OTHER, ENTERPRISE.replace("/id/1", "/id/2")).status in (201, 204)
        assert not writer.client.query(conforms, "application/sparql-results+json").json["boolean"]
        assert writer.put(SPACE, ENTERPRISE.replace("1170000000", "1170000003")).status == 204


def test_a_build_judges_what_it_carries_over_by_the_contract(
    data_dir: Path, tmp_path: Path, sources: Path
) -> None:
    place = own_copy(data_dir, tmp_path)
    with writing(place, "*", CHANTIER_SHACL_GATE="false") as writer:
        assert writer.put(SPACE, ENTERPRISE.replace("1170000000", "12")).status in (201, 204)
    note = sources / "data" / "regions.ttl"
    text = note.read_text("utf-8")
    note.write_text(text.replace("The whole of Québec:", "All of Québec:"), encoding="utf-8")
    with pytest.raises(DoesNotConform, match="ten digits"):
        build(Settings(sources=sources, data_dir=place))
    version, new = build(Settings(sources=sources, data_dir=place, shacl_gate=False))
    assert new
    assert SPACE in version.manifest.graphs
