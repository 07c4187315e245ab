"""``chantier validate``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import quote

import click
import pyoxigraph as ox

from chantier.build import source_lines
from chantier.cli.options import language_option, settings_from
from chantier.errors import BodyError
from chantier.namespaces import GRAPH, ID, compact
from chantier.rdf.formats import GRAPH_FORMATS, named
from chantier.rdf.nquads import quad_lines
from chantier.rdf.reading import RdfDocument, read_graph
from chantier.rdf.terms import in_graph
from chantier.store.sources import file_document, form_of, naming_place
from chantier.validation import contract, shacl
from chantier.validation.findings import Finding, located
from chantier.validation.places import stated
from chantier.validation.verdict import Verdict, verdict
from chantier.validation.wrong_namespaces import once_each

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
@click.option("--house", is_flag=True, help="Judge the files by the rules of our own data as well.")
@click.option("--sources", type=click.Path(path_type=Path), help="Folder of the RDF sources.")
def validate_command(
    files: tuple[Path, ...],
    input_format: str | None,
    format_name: str,
    lang: str,
    fail_on: str,
    house: bool,
    sources: Path | None,
) -> None:
    """Validate RDF FILES (“-” is stdin) by the contract for partners’ data, or our own graph.

    Files are read beside our graph, whose regions, poles and concepts they may link to; without
    any, the graph itself is judged by the rules of the house. A file is in the syntax that the
    ending of its name says, else in Turtle. Exit code 0 when nothing is a violation, 1 when
    something is, 3 when a file cannot be read.
    """
    settings = settings_from(sources=sources)
    lines = list(source_lines(settings.sources))
    documents = [_document(path, input_format) for path in files]
    extra = [quad for document in documents for quad in _quads(document, lang)]
    judged = list[Verdict]()
    if files:
        judged.append(_by_contract(quad_lines(extra), lines, documents))
    if house or not files:
        judged.append(_by_house(settings.sources, lines, extra, documents))
    findings = [finding for each in judged for finding in each.findings]
    order = ("violation", "warning", "info")
    counted = order[: order.index(fail_on) + 1]
    _write(findings, judged, format_name, lang, with_infos=fail_on == "info")
    if any(finding.severity in counted for finding in findings):
        sys.exit(1)


def _by_contract(
    guests: list[bytes], lines: list[bytes], documents: Sequence[RdfDocument]
) -> Verdict:
    judged = contract.judge(guests, lines)
    return replace(judged, findings=once_each(stated(judged.findings, documents, guests)))


def _by_house(
    root: Path, lines: list[bytes], extra: list[ox.Quad], documents: Sequence[RdfDocument]
) -> Verdict:
    judged = verdict(root, lines + quad_lines(extra))
    if not documents:
        return judged
    findings = located(judged.findings, documents)
    return replace(judged, findings=[f for f in findings if _concerns(f, extra, documents)])


def _document(path: Path, input_format: str | None) -> RdfDocument:
    """What a file, or stdin, holds; relative IRIs are those of the file."""
    form = named(input_format, GRAPH_FORMATS) if input_format else form_of(path)
    if str(path) != "-":
        return file_document(path, form, path.absolute().as_uri())
    return RdfDocument(sys.stdin.buffer.read(), form, _STDIN_BASE, Path("<stdin>"))


def _quads(document: RdfDocument, language: str) -> list[ox.Quad]:
    with naming_place(document, language):
        triples = list(read_graph(document, graph=None))
        if not triples:
            raise BodyError(
                "Le document ne contient aucun triplet\u00a0: il n’y a rien à juger.",
                english="The document holds no triple: there is nothing to judge.",
            )
    name = document.path.name if document.path else "stdin"
    return in_graph(triples, f"{GRAPH}validated/{quote(name)}")


def _concerns(finding: Finding, extra: list[ox.Quad], documents: Sequence[RdfDocument]) -> bool:
    subjects = {str(quad.subject).strip("<>") for quad in extra}
    return finding.path in {item.path for item in documents} or finding.focus in subjects


def _write(
    findings: list[Finding],
    judged: Sequence[Verdict],
    format_name: str,
    lang: str,
    *,
    with_infos: bool,
) -> None:
    if format_name == "turtle":
        for each in judged:
            found = [item for item in each.findings if item.rule.startswith(ID)]
            click.echo(shacl.with_results(each.report, found), nl=False)
        return
    if format_name == "json":
        rows = [{**asdict(item), "path": str(item.path or "")} for item in findings]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    shown = [item for item in findings if with_infos or item.severity != "info"]
    for finding in shown:
        rule = f" ({compact(finding.rule)})" if finding.rule.startswith(ID) else ""
        click.echo(f"{finding.severity}: {finding.sentence(lang)}{rule}")
    for iri in sorted({item.rule for item in shown if item.rule.startswith(ID)}):
        click.echo(f"{compact(iri)} = {iri}", err=True)
    click.echo(_summary(shown, len(findings) - len(shown), lang), err=True)


def _summary(shown: list[Finding], hidden: int, lang: str) -> str:
    violations = sum(item.severity == "violation" for item in shown)
    others = len(shown) - violations
    more = {
        "fr": f" Suggestions non montrées : {hidden} (--fail-on info)." if hidden else "",
        "en": f" Suggestions not shown: {hidden} (--fail-on info)." if hidden else "",
    }
    if not violations:
        said = {
            "fr": f"conforme, {others} avertissement(s)." if others else "conforme.",
            "en": f"conforms, {others} warning(s)." if others else "conforms.",
        }
    else:
        said = {
            "fr": f"{len(shown)} constat(s), dont {violations} violation(s).",
            "en": f"{len(shown)} finding(s), {violations} of them violation(s).",
        }
    return said[lang] + more[lang]
