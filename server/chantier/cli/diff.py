"""``chantier diff``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import pyoxigraph as ox

from chantier.cli.options import data_dir_option, language_option, settings_from
from chantier.describe.entity import labels_of
from chantier.errors import SourceError
from chantier.namespaces import DATASET, LANGUAGES, VERSION, compact
from chantier.rdf.diff import CanonicalText, ThingChange, in_and_out, thing_changes
from chantier.rdf.formats import FORMATS_BY_ENDING
from chantier.rdf.nquads import canonical_lines, digest, graph_iri, parse_lines
from chantier.rdf.patch import difference_data, totals, write_patch
from chantier.rdf.reading import read_quads
from chantier.rdf.terms import Term
from chantier.store.dataset import Dataset
from chantier.store.sources import file_document, is_computed, naming_place
from chantier.store.timeline import named_version

_DERIVED = {"fr": "calculé par le logiciel :", "en": "worked out by the software:"}


@dataclass(frozen=True, slots=True)
class _State:
    """A dataset to compare: a version, or what a file holds."""

    iri: str
    text: CanonicalText
    dataset: Dataset | None = None


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(["human", "json", "patch"]),
    default="human",
    help="How the differences are written.",
)
@language_option("Language of labels.")
@data_dir_option
def diff_command(
    before: str, after: str, format_name: str, lang: str, data_dir: Path | None
) -> None:
    """Compare A and B, each a version or an RDF file.

    A version is named by its id, by how its id starts, or as “latest” or “previous”. Exit code 0
    when nothing differs, 1 when something does. What the software itself counts and writes down
    anew is set apart from the facts.
    """
    where = settings_from(data_dir=data_dir).data_dir
    old, new = _state(where, before), _state(where, after)
    if format_name == "patch":
        rows = write_patch(old.text, new.text, new.iri, old.iri)
        sys.stdout.buffer.writelines(rows)
    else:
        changes = thing_changes(old.text, new.text, DATASET)
        derived, facts = in_and_out(changes, is_computed)
        labels = _labels(old, new)
        if format_name == "json":
            data = difference_data(old.iri, new.iri, facts, derived, labels)
            click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        else:
            _write(facts, labels, lang)
            if derived:
                click.echo(_DERIVED[lang])
                _write(derived, labels, lang)
            click.echo(_total(facts), err=True)
            if derived:
                click.echo(f"{_DERIVED[lang]} {_total(derived)}", err=True)
    if old.iri != new.iri:
        sys.exit(1)


def _state(data_dir: Path, name: str) -> _State:
    path = Path(name)
    if path.is_file():
        lines = canonical_lines(_quads(path))
        return _State(VERSION + digest(lines), b"".join(lines))
    dataset = Dataset(named_version(data_dir, name))
    return _State(VERSION + dataset.version.manifest.id, dataset.text, dataset)


def _quads(path: Path) -> list[ox.Quad]:
    form = FORMATS_BY_ENDING.get(path.suffix.lower().removeprefix("."))
    if form is None:
        raise SourceError("the name does not end like that of an RDF file: .nq, .trig, .ttl…", path)
    document = file_document(path, form, path.absolute().as_uri())
    with naming_place(document):
        return list(read_quads(document))


def _labels(old: _State, new: _State) -> Callable[[str], dict[str, str]]:
    datasets = [state.dataset for state in (new, old) if state.dataset]
    return lambda iri: labels_of(datasets, iri, LANGUAGES)


def _write(
    changes: Sequence[ThingChange], labels: Callable[[str], dict[str, str]], lang: str
) -> None:
    for change in changes:
        names = labels(change.iri)
        label = names.get(lang) or next(iter(names.values()), "")
        click.echo(f"{compact(change.iri)}  {label}".rstrip())
        for sign, lines in (("−", change.removed), ("+", change.added)):
            for quad in parse_lines(lines):
                subject = f"{quad.subject} " if isinstance(quad.subject, ox.BlankNode) else ""
                said = f"{subject}{compact(quad.predicate.value)}  {_readable(quad.object)}"
                click.echo(f"  {sign} {said}  [{compact(graph_iri(quad))}]")


def _total(changes: Sequence[ThingChange]) -> str:
    added, removed = totals(changes)
    return f"+{added} −{removed}"


def _readable(term: Term) -> str:
    return compact(term.value) if isinstance(term, ox.NamedNode) else str(term)
