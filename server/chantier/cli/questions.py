"""``chantier questions``: list, run and test the stored questions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chantier.cli.options import (
    data_dir_option,
    language_option,
    parameter_values,
    served_dataset,
    settings_from,
)
from chantier.errors import SourceError
from chantier.query.jobs import ask_here, of_sources
from chantier.query.sparql.scanner import read
from chantier.query.stored import Question, find, read_folder
from chantier.rdf.formats import CSV, TSV


@click.group("questions")
def questions_group() -> None:
    """The public questions the graph answers."""


@questions_group.command("list")
@language_option("Language.")
def list_command(lang: str) -> None:
    """List the questions: number, name, question, parameters (TSV)."""
    for question in _questions().values():
        parameters = ",".join(parameter.name for parameter in question.parameters)
        number = str(question.number or "")
        click.echo("\t".join((number, question.name, question.summary(lang), parameters)))


@questions_group.command("run")
@click.argument("name")
@click.option("--param", "pairs", multiple=True, help="name=value of a parameter.")
@data_dir_option
def run_command(name: str, pairs: tuple[str, ...], data_dir: Path | None) -> None:
    """Ask the question NAME (a name or a number); the answer comes as TSV."""
    dataset = served_dataset(settings_from(data_dir=data_dir))
    text = find(_questions(), name).with_values(parameter_values(pairs))
    query = read(text)
    sys.stdout.buffer.write(ask_here(dataset, query, TSV, of_sources(dataset, query)))


@questions_group.command("test")
@click.argument("answers", type=click.Path(path_type=Path), required=False)
@data_dir_option
def test_command(answers: Path | None, data_dir: Path | None) -> None:
    """Ask every question and compare with the expected answers (NAME.csv) in ANSWERS.

    ANSWERS is tests/answers beside the sources unless given. Exit code 1 when any differs.
    """
    settings = settings_from(data_dir=data_dir)
    folder = answers or settings.sources / "tests" / "answers"
    if not folder.is_dir():
        raise SourceError("there are no expected answers here. Name their folder.", folder)
    dataset = served_dataset(settings)
    differing = 0
    questions = _questions()
    for question in questions.values():
        expected = folder / f"{question.name}.csv"
        query = read(question.text)
        found = ask_here(dataset, query, CSV, of_sources(dataset, query))
        same = expected.is_file() and expected.read_bytes().splitlines() == found.splitlines()
        differing += not same
        click.echo(f"{'ok' if same else 'DIFFERS'}\t{question.name}")
    click.echo(f"{len(questions) - differing} of {len(questions)} as expected", err=True)
    if differing:
        sys.exit(1)


def _questions() -> dict[str, Question]:
    return read_folder(settings_from().sources / "queries" / "questions")
