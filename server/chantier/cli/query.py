"""``chantier query``: a stored question, a file, stdin or a text; here or on another endpoint."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

from chantier.cli.options import data_dir_option, parameter_values, served_dataset, settings_from
from chantier.errors import ParameterError, SourceError
from chantier.net.endpoint_client import ask_endpoint
from chantier.query.jobs import ask_here, of_sources
from chantier.query.sparql.evaluate import NO_DATASET, offered_formats
from chantier.query.sparql.scanner import Form, read
from chantier.query.stored import find, read_folder
from chantier.rdf.formats import CSV, RESULTS_JSON, TSV, TURTLE, Format, named
from chantier.rdf.terms import readable
from chantier.site.results.parquet import PARQUET, parquet
from chantier.site.results.solutions import read_solutions

_FORMATS = ("auto", "table", "csv", "tsv", "json", "xml", "ttl", "jsonld", "nt", "parquet")


@click.command("query")
@click.argument("source", required=False)
@click.option("-q", "text", help="The query itself, instead of SOURCE.")
@click.option("-e", "--endpoint", help="URL of another SPARQL endpoint to ask.")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    default="auto",
    help="auto: a table on a terminal, TSV (or Turtle) in a pipe.",
)
@click.option("--param", "pairs", multiple=True, help="name=value of a question's parameter.")
@click.option("--timeout", type=int, default=30, help="Seconds to wait for another endpoint.")
@data_dir_option
def query_command(
    source: str | None,
    text: str | None,
    endpoint: str | None,
    format_name: str,
    pairs: tuple[str, ...],
    timeout: int,
    data_dir: Path | None,
) -> None:
    """Ask SOURCE: the name or number of a stored question, a .rq file, or “-” for stdin."""
    settings = settings_from(data_dir=data_dir)
    query_text = _query_text(source, text, pairs, settings.sources)
    query = read(query_text)
    as_parquet = format_name == PARQUET.name
    if as_parquet and query.form is not Form.SELECT:
        raise click.UsageError("Only the solutions of a SELECT come as Parquet.")
    answer_format = TSV if as_parquet else _answer_format(format_name, query.form)
    wire_format = answer_format or RESULTS_JSON
    if endpoint:
        answer = ask_endpoint(endpoint, query_text, wire_format.name, timeout)
    else:
        dataset = served_dataset(settings)
        graphs = of_sources(dataset, query) if _is_question(source) else NO_DATASET
        answer = ask_here(dataset, query, wire_format, graphs)
    if answer_format is None:
        _print_table(answer)
    elif as_parquet:
        sys.stdout.buffer.write(parquet(read_solutions(answer, answer.count(b"\n") + 1)))
    else:
        sys.stdout.buffer.write(answer)


def _is_question(source: str | None) -> bool:
    return bool(source) and source != "-" and not str(source).endswith(".rq")


def _query_text(source: str | None, text: str | None, pairs: tuple[str, ...], sources: Path) -> str:
    if (source is None) == (text is None):
        raise click.UsageError("Give either SOURCE or -q TEXT.")
    if source and _is_question(source):
        question = find(read_folder(sources / "queries" / "questions"), source)
        return question.with_values(parameter_values(pairs))
    if pairs:
        raise ParameterError("--param goes with the name of a stored question.")
    if text is not None:
        return text
    if source == "-":
        return sys.stdin.read()
    path = Path(str(source))
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"the query cannot be read: {error}.", path) from error


def _answer_format(name: str, form: Form) -> Format | None:
    """The format to write, or ``None`` for a table."""
    graph = form in (Form.CONSTRUCT, Form.DESCRIBE)
    if name == "auto" and not sys.stdout.isatty():
        return TURTLE if graph else RESULTS_JSON if form is Form.ASK else TSV
    if name in ("auto", "table"):
        return TURTLE if graph else None
    if form is Form.ASK and name in (CSV.name, TSV.name):
        return RESULTS_JSON
    return named(name, offered_formats(form))


def _print_table(answer: bytes) -> None:
    results = ox.parse_query_results(io.BytesIO(answer), format=ox.QueryResultsFormat.JSON)
    console = Console()
    if isinstance(results, ox.QueryBoolean):
        console.print("true" if results else "false")
        return
    if not isinstance(results, ox.QuerySolutions):
        raise SourceError("the answer is not a result of SPARQL.")
    variables = results.variables
    table = Table(*(variable.value for variable in variables), highlight=False)
    for solution in results:
        table.add_row(*(readable(solution[variable]) for variable in variables))
    console.print(table)
    click.echo(f"{table.row_count} solution(s)", err=True)
