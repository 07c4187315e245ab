"""``chantier validate``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import click
import pyoxigraph as ox

from chantier.build import source_lines
from chantier.cli.options import language_option, settings_from
from chantier.namespaces import GRAPH
from chantier.rdf.formats import GRAPH_FORMATS, named
from chantier.rdf.nquads import quad_lines
from chantier.rdf.reading import RdfDocument, read_graph
from chantier.rdf.terms import in_graph
from chantier.store.sources import file_document, form_of, naming_place
from chantier.validation import shacl
from chantier.validation.findings import Finding, located
from chantier.validation.verdict import verdict

_STDIN_BASE = "file:///dev/stdin"


@click.command("validate")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-i",
    "--input-format",
    type=click.Choice([item.name for item in GRAPH_FORMATS]),
    help="Syntax of the files, whatever their names say.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["human", "json", "turtle"]),
    default="human",
    help="How the findings are written.",
)
@language_option("Language of messages.")
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    help="The mildest severity that makes the exit code 1.",
)
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the RDF sources.")
def validate_command(
    files: tuple[Path, ...],
    input_format: str | None,
    format_name: str,
    lang: str,
    fail_on: str,
    sources: Path | None,
) -> None:
    """Validate RDF FILES (“-” is stdin) beside the graph, or the graph itself without any.

    A file is in the syntax that the ending of its name says, else in Turtle. Exit code 0 when
    everything conforms, 1 when not, 3 when a file cannot be read.
    """
    settings = settings_from(sources=sources)
    lines = list(source_lines(settings.sources))
    documents = [_document(path, input_format) for path in files]
    extra = [quad for document in documents for quad in _quads(document)]
    judged = verdict(settings.sources, lines + quad_lines(extra))
    findings = located(judged.findings, documents)
    findings = [item for item in findings if not files or _concerns(item, extra, documents)]
    _write(findings, judged.report, format_name, lang)
    order = ("violation", "warning", "info")
    counted = order[: order.index(fail_on) + 1]
    if any(finding.severity in counted for finding in findings):
        sys.exit(1)


def _document(path: Path, input_format: str | None) -> RdfDocument:
    """What a file, or stdin, holds; relative IRIs are those of the file."""
    form = named(input_format, GRAPH_FORMATS) if input_format else form_of(path)
    if str(path) != "-":
        return file_document(path, form, path.absolute().as_uri())
    return RdfDocument(sys.stdin.buffer.read(), form, _STDIN_BASE, Path("<stdin>"))


def _quads(document: RdfDocument) -> list[ox.Quad]:
    with naming_place(document):
        triples = list(read_graph(document, graph=None))
    name = document.path.name if document.path else "stdin"
    return in_graph(triples, f"{GRAPH}validated/{quote(name)}")


def _concerns(finding: Finding, extra: list[ox.Quad], documents: Sequence[RdfDocument]) -> bool:
    subjects = {str(quad.subject).strip("<>") for quad in extra}
    return finding.path in {item.path for item in documents} or finding.focus in subjects


def _write(findings: list[Finding], report: shacl.Report, format_name: str, lang: str) -> None:
    if format_name == "turtle":
        click.echo(report.turtle, nl=False)
        return
    if format_name == "json":
        rows = [{**asdict(item), "path": str(item.path or "")} for item in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for finding in findings:
        click.echo(f"{finding.severity}: {finding.sentence(lang)}")
    verdicts = {
        "fr": "conforme" if not findings else f"{len(findings)} constat(s)",
        "en": "conforms" if not findings else f"{len(findings)} finding(s)",
    }
    click.echo(verdicts[lang], err=True)
