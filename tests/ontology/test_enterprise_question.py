"""The question about enterprises finds nobody in our data, and all there is to the example."""

import csv
import io
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store

from chantier.store.sources import source_files

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = Path(__file__).parent / "example-enterprise.ttl"
QUESTION = (ROOT / "queries" / "questions" / "entreprises.rq").read_text(encoding="utf-8")
CONCEPT = "https://w3id.org/chantier-es/id/concept/"
COOP = "<https://example.org/entreprise/castor-lunaire>"


def answered(store: Store) -> list[dict[str, str]]:
    """The solutions of the question, each by column."""
    found = store.query(QUESTION)
    assert isinstance(found, QuerySolutions)
    text = found.serialize(format=QueryResultsFormat.CSV)
    assert text is not None
    return list(csv.DictReader(io.StringIO(text.decode())))


@pytest.fixture
def ours() -> Store:
    """What the repository says of poles, regions and concepts."""
    store = Store()
    for source in source_files(ROOT):
        if source.path.suffix == ".ttl" and "/shapes/" not in source.graph:
            store.bulk_load(path=source.path, format=RdfFormat.TURTLE)
    return store


def test_our_own_data_describes_no_enterprise(ours: Store) -> None:
    assert len(ours) > 10_000
    assert answered(ours) == []


def test_the_question_finds_each_thing_that_the_example_says(ours: Store) -> None:
    ours.bulk_load(path=EXAMPLE, format=RdfFormat.TURTLE)
    rows = answered(ours)
    told = {column: {row[column] for row in rows} for column in rows[0]}
    assert told == {
        "entreprise": {COOP[1:-1]},
        "nom": {"Coopérative imaginaire du Castor lunaire"},
        "neq": {"0123456789"},
        "forme": {f"{CONCEPT}forme-cooperative-solidarite"},
        "secteur": {f"{CONCEPT}habitation", f"{CONCEPT}loisirs-tourisme"},
        "scian": {"72"},
        "region": {"https://w3id.org/chantier-es/id/region/04"},
        "pole": {"https://w3id.org/chantier-es/id/pole/mauricie"},
        "finalite": {f"{CONCEPT}bien-commun", f"{CONCEPT}principe-1"},
        "emplois": {"12"},
        "tranche": {f"{CONCEPT}revenu-500-000-a-2-millions"},
        "annee": {"2025"},
    }
    assert len(rows) == 4


def test_a_plain_band_and_a_plain_number_are_found_as_well(ours: Store) -> None:
    ours.bulk_load(path=EXAMPLE, format=RdfFormat.TURTLE)
    ours.update(f"""
        PREFIX c: <{CONCEPT}>
        PREFIX ces: <https://w3id.org/chantier-es/ns#>
        PREFIX schema: <https://schema.org/>
        DELETE {{ {COOP} ces:revenueBand ?band ; schema:numberOfEmployees ?number }}
        INSERT {{
          {COOP} ces:revenueBand c:revenu-10-millions-ou-plus ; schema:numberOfEmployees 7
        }}
        WHERE {{ {COOP} ces:revenueBand ?band ; schema:numberOfEmployees ?number }}
    """)
    told = {(row["emplois"], row["tranche"], row["annee"]) for row in answered(ours)}
    assert told == {("7", f"{CONCEPT}revenu-10-millions-ou-plus", "")}
