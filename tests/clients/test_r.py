"""R: ``read.csv`` of an address, and the SPARQL package (Debian: ``r-cran-sparql``).

That package fetches with RCurl and parses with XML. RCurl takes a text for Latin-1 unless it is
told otherwise, or unless a header written exactly ``Content-Type`` names a charset; HTTP servers
are free to write ``content-type``, and over HTTP/2 must. So the endpoint writes XML results in
ASCII, which nobody can misread, and for CSV the package is given ``.encoding``.
"""

from __future__ import annotations

import pytest

from clients.asked import BY_NAME, MANDATES, REGION, starts
from clients.programs import missing, program, ran
from support.client import Client

TELL = 'tell <- function(x) writeLines(enc2utf8(as.character(x)), "/dev/stdout", useBytes = TRUE)'
UTF8 = 'curl_args = list(.encoding = "UTF-8")'


@pytest.fixture(scope="module")
def rscript() -> str:
    return program("Rscript")


@pytest.fixture(scope="module")
def sparql(rscript: str) -> str:
    """R with the SPARQL package."""
    has = 'quit(status = !requireNamespace("SPARQL", quietly = TRUE))'
    try:
        ran(rscript, "-e", has)
    except AssertionError:
        missing("R has no SPARQL package: apt-get install r-cran-sparql")
    return rscript


def said(rscript: str, code: str, *arguments: str) -> list[str]:
    """Run R code, for which ``said[1]`` and so on are the arguments; give the lines it tells."""
    prologue = f'{TELL}; said <- commandArgs(TRUE); Encoding(said) <- "UTF-8"'
    return ran(rscript, "--vanilla", "-e", prologue, "-e", code, *arguments).splitlines()


def with_package(rscript: str, code: str, client: Client, query: str) -> list[str]:
    loaded = f"suppressPackageStartupMessages(library(SPARQL)); {code}"
    return said(rscript, loaded, f"{client.url}/sparql", query)


def unquoted(lines: list[str]) -> list[str]:
    """The package leaves the quotes of literals that have a language."""
    return [line.lstrip('"') for line in lines]


def test_read_csv_reads_a_stored_question(client: Client, rscript: str) -> None:
    code = """
      d <- read.csv(said[1], encoding = "UTF-8")
      stopifnot(is.integer(d$position), d$position == 1:4)
      tell(d$texte)"""
    assert starts(said(rscript, code, f"{client.url}/questions/mandats?format=csv"))


def test_read_csv_reads_a_query_through_a_connection(client: Client, rscript: str) -> None:
    code = """
      address <- paste0(said[1], "?format=csv&query=", URLencode(said[2], reserved = TRUE))
      tell(read.csv(url(address, encoding = "UTF-8"))$texte)"""
    assert starts(said(rscript, code, f"{client.url}/sparql", MANDATES))


def test_read_csv_sends_a_query_with_accents(client: Client, rscript: str) -> None:
    code = """
      address <- paste0(said[1], "?format=csv&query=", URLencode(said[2], reserved = TRUE))
      tell(read.csv(address)$region)"""
    assert said(rscript, code, f"{client.url}/sparql", BY_NAME) == [REGION]


def test_read_csv_leaves_gaps_and_codes_as_told(client: Client, rscript: str) -> None:
    code = """
      d <- read.csv(said[1], colClasses = c(code = "character"), encoding = "UTF-8")
      tell(sort(d$code))"""
    address = f"{client.url}/questions/poles-de-chaque-region?format=csv"
    assert said(rscript, code, address) == [f"{number:02}" for number in range(1, 18)]


def test_the_package_reads_xml_as_it_comes(client: Client, sparql: str) -> None:
    code = "tell(SPARQL(said[1], said[2])$results$texte)"
    assert starts(unquoted(with_package(sparql, code, client, MANDATES)))


def test_the_package_reads_xml_when_told_the_encoding(client: Client, sparql: str) -> None:
    code = f"tell(SPARQL(said[1], said[2], {UTF8})$results$texte)"
    assert starts(unquoted(with_package(sparql, code, client, MANDATES)))


@pytest.mark.parametrize(("name", "column"), [("csv", "texte"), ("tsv", "X.texte")])
def test_the_package_reads_tables_when_told_the_encoding(
    client: Client, sparql: str, name: str, column: str
) -> None:
    code = f"""
      d <- SPARQL(said[1], said[2], format = "{name}", extra = list(format = "{name}"), {UTF8})
      tell(d$results${column})"""
    assert starts(with_package(sparql, code, client, MANDATES))


def test_the_package_reads_numbers_as_numbers(client: Client, sparql: str) -> None:
    code = """
      d <- SPARQL(said[1], said[2])$results
      stopifnot(is.numeric(d$position))
      tell(d$position)"""
    assert with_package(sparql, code, client, MANDATES) == ["1", "2", "3", "4"]


def test_the_package_sends_a_query_with_accents(client: Client, sparql: str) -> None:
    code = "tell(SPARQL(said[1], said[2])$results$region)"
    assert with_package(sparql, code, client, BY_NAME) == [f"<{REGION}>"]


def test_the_package_finds_nothing_where_there_is_nothing(client: Client, sparql: str) -> None:
    code = "tell(nrow(SPARQL(said[1], said[2])$results))"
    none = "SELECT ?s WHERE { ?s a <urn:none> }"
    assert with_package(sparql, code, client, none) == ["0"]
