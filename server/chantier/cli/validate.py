"""``chantier validate``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
import pyoxigraph as ox

from chantier.build import source_lines
from chantier.cli.options import language_option, settings_from
from chantier.errors import SourceError
from chantier.namespaces import GRAPH
from chantier.rdf.nquads import quad_lines
from chantier.rdf.terms import in_graph
from chantier.store.sources import SourceFile, read_quads
from chantier.validation import shacl
from chantier.validation.findings import Finding, located
from chantier.validation.verdict import verdict


@click.command("validate")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
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
    files: tuple[Path, ...], format_name: str, lang: str, fail_on: str, sources: Path | None
) -> None:
    """Validate Turtle FILES (“-” is stdin) beside the graph, or the graph itself without any.

    Exit code 0 when everything conforms, 1 when not, 3 when a file cannot be read.
    """
    settings = settings_from(sources=sources)
    lines = list(source_lines(settings.sources))
    extra = [quad for path in files for quad in _read(path)]
    judged = verdict(settings.sources, lines + quad_lines(extra))
    findings = located(judged.findings, [path for path in files if str(path) != "-"])
    findings = [item for item in findings if not files or _concerns(item, extra, files)]
    _write(findings, judged.report, format_name, lang)
    order = ("violation", "warning", "info")
    counted = order[: order.index(fail_on) + 1]
    if any(finding.severity in counted for finding in findings):
        sys.exit(1)


def _read(path: Path) -> list[ox.Quad]:
    if str(path) != "-":
        return read_quads(SourceFile(path, f"{GRAPH}validated/{path.name}"))
    try:
        quads = ox.parse(sys.stdin.buffer.read(), format=ox.RdfFormat.TURTLE)
        return in_graph((quad.triple for quad in quads), f"{GRAPH}validated/stdin")
    except SyntaxError as error:
        raise SourceError(
            f"{error.args[0]}.", "<stdin>", error.lineno or 0, error.offset or 0
        ) from error


def _concerns(finding: Finding, extra: list[ox.Quad], files: tuple[Path, ...]) -> bool:
    subjects = {str(quad.subject).strip("<>") for quad in extra}
    return finding.path in files or finding.focus in subjects


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
