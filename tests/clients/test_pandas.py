"""pandas, that reads an address with urllib and sends no Accept header."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from clients.asked import BY_NAME, MANDATES, REGION, STARTS, starts, told
from support.client import Client

pd = pytest.importorskip("pandas", reason="pandas comes with the “clients” extra")


def address(client: Client, query: str, **parameters: str) -> str:
    return f"{client.url}/sparql?{urlencode({'query': query, **parameters})}"


def test_a_query_is_read_with_its_types_and_its_accents(client: Client) -> None:
    frame = pd.read_csv(address(client, MANDATES, format="csv"))
    assert list(frame.columns) == ["position", "texte", "texteEn", "enonce"]
    assert frame["position"].dtype.kind == "i"
    assert list(frame["position"]) == [1, 2, 3, 4]
    assert starts(list(frame["texte"]))


def test_a_query_is_read_when_pandas_is_told_what_to_accept(client: Client) -> None:
    frame = pd.read_csv(address(client, MANDATES), storage_options={"Accept": "text/csv"})
    assert starts(list(frame["texte"]))


def test_accents_in_the_address_arrive_whole(client: Client) -> None:
    frame = pd.read_csv(address(client, BY_NAME, format="csv"))
    assert list(frame["region"]) == [REGION]


def test_a_stored_question_is_read_with_its_numbers_and_its_gaps(client: Client) -> None:
    frame = pd.read_csv(f"{client.url}/questions/evolution?format=csv")
    query = client.get("/questions/evolution", "application/sparql-results+json").json
    rows = query["results"]["bindings"]
    assert len(frame) == len(rows)
    assert frame["nombreDe"].dtype.kind in "if"
    assert "Abitibi-Témiscamingue" in set(frame["territoire"])
    for column in frame.columns:
        bound = [row for row in rows if column in row and row[column]["value"]]
        assert frame[column].notna().sum() == len(bound), column


def test_codes_keep_their_zeros_when_read_as_text(client: Client) -> None:
    address = f"{client.url}/questions/poles-de-chaque-region?format=csv"
    frame = pd.read_csv(address, dtype={"code": str})
    assert sorted(frame["code"]) == [f"{number:02}" for number in range(1, 18)]


def test_dates_are_read_as_dates(client: Client) -> None:
    frame = pd.read_csv(f"{client.url}/questions/changements?format=csv", parse_dates=["modifie"])
    assert frame["modifie"].dtype.kind == "M"
    assert frame["modifie"].notna().all()


def test_tab_separated_values_are_read_too(client: Client) -> None:
    frame = pd.read_csv(address(client, MANDATES, format="tsv"), sep="\t")
    assert [
        text[: len(start)] for text, start in zip(frame["?texte"], STARTS, strict=True)
    ] == STARTS


def test_json_results_become_a_frame(client: Client) -> None:
    frame = pd.json_normalize(told(client, MANDATES))
    assert starts(list(frame["texte.value"]))
    assert set(frame["texte.xml:lang"]) == {"fr"}
