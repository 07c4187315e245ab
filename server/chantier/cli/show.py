"""``chantier show``: what the graph says of one thing."""

from __future__ import annotations

from pathlib import Path

import click
import pyoxigraph as ox

from chantier.cli.options import data_dir_option, language_option, served_dataset, settings_from
from chantier.describe.entity import name_of
from chantier.errors import UnknownThing
from chantier.namespaces import compact, expand
from chantier.rdf.nquads import graph_iri
from chantier.rdf.terms import readable
from chantier.store.dataset import Dataset


@click.command("show")
@click.argument("iri")
@click.option("--incoming", is_flag=True, help="Also what points at it.")
@click.option("--source", "with_graph", is_flag=True, help="Also the graph each triple is in.")
@language_option("Language of labels.")
@data_dir_option
def show_command(
    iri: str, incoming: bool, with_graph: bool, lang: str, data_dir: Path | None
) -> None:
    """Show what the graph says of IRI, a full IRI or a short form such as region:06."""
    dataset = served_dataset(settings_from(data_dir=data_dir))
    full = expand(iri)
    about = dataset.quads_about(full)
    pointing = dataset.quads_pointing_at(full) if incoming else []
    if not about and not pointing:
        raise UnknownThing(
            f"The graph says nothing about {full}. “chantier query” can help to find it:"
            " look for its label."
        )
    click.echo(f"{name_of(dataset, full, lang).text}  <{full}>")
    for quad in about:
        click.echo(_line("", quad.object, dataset, lang, quad, with_graph))
    for quad in pointing:
        click.echo(_line("← ", quad.subject, dataset, lang, quad, with_graph))


def _line(
    arrow: str, other: object, dataset: Dataset, language: str, quad: ox.Quad, with_graph: bool
) -> str:
    text = f"  {arrow}{compact(quad.predicate.value)}  "
    if isinstance(other, ox.NamedNode):
        text += compact(other.value)
        name = name_of(dataset, other.value, language).text
        text += f"  ({name})" if name != compact(other.value) else ""
    elif isinstance(other, ox.Literal):
        text += readable(other) + (f"  @{other.language}" if other.language else "")
    else:
        text += str(other)
    return text + (f"  [{graph_iri(quad)}]" if with_graph else "")
