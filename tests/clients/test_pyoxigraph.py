"""A pyoxigraph store elsewhere that federates to the endpoint."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from clients.asked import REGION, REGION_NAME
from support.client import Client

NOTE = ox.NamedNode("urn:note")


@pytest.fixture
def store() -> ox.Store:
    """A store that knows one thing more about a region."""
    made = ox.Store()
    made.add(ox.Quad(ox.NamedNode(REGION), NOTE, ox.Literal("la mer")))
    return made


def test_a_store_elsewhere_joins_what_it_knows_with_the_endpoint(
    client: Client, store: ox.Store
) -> None:
    solutions = store.query(f"""
        SELECT ?note ?name WHERE {{
          ?region <urn:note> ?note .
          SERVICE <{client.url}/sparql> {{
            ?region a <https://w3id.org/chantier-es/ns#AdministrativeRegion> ; ?p ?name .
            FILTER (LANG(?name) = "fr")
          }}
        }}""")
    assert isinstance(solutions, ox.QuerySolutions)
    found = {(row["note"].value, row["name"].value) for row in solutions}
    assert ("la mer", REGION_NAME) in found


def test_an_endpoint_that_refuses_fails_the_query_unless_it_is_silent(
    client: Client, store: ox.Store
) -> None:
    query = f"SELECT * WHERE {{ ?s ?p ?o SERVICE <{client.url}/nowhere> {{ ?s ?q ?r }} }}"
    with pytest.raises((OSError, RuntimeError)):
        list(store.query(query))  # type: ignore[arg-type]
    silent = store.query(query.replace("SERVICE", "SERVICE SILENT"))
    assert isinstance(silent, ox.QuerySolutions)
    assert len(list(silent)) == 1
