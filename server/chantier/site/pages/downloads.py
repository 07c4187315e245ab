"""The data page: everything that can be taken away, how to check it, and on what terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import Name, name_of
from chantier.namespaces import BASE, GRAPH, PREFIXES, expand
from chantier.publish.dumps.dumps import SUMS, WHOLE, DumpFile, inventory
from chantier.publish.dumps.files import EXTENSIONS
from chantier.rdf.formats import DOCUMENT_FORMATS
from chantier.rdf.terms import best_literal, facts_of, literals, values
from chantier.site.context import dataset, site
from chantier.site.data.dumps import dumps_of
from chantier.site.data.versions import listed_versions
from chantier.site.metadata import LICENCE, dataset_citation, dataset_iris
from chantier.site.pages.status import conformance
from chantier.site.rendering import html_page

blueprint = Blueprint("data_page", __name__)

_FORMATS = {
    "nq": "N-Quads",
    "trig": "TriG",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "rdf": "RDF/XML",
    "nt": "N-Triples",
    "csv": "CSV",
    "json": "JSON",
    "geojson": "GeoJSON",
}
"""Extension → what the format is called; those that lose nothing first."""
_WITH_GRAPHS = ("nq", "trig")
_SECTIONS = ("data", "ontology", "shapes", "other")
"""What graphs are for, by how their IRIs go on."""
_FOR_PROGRAMS = (
    ("dcat", "/catalog.ttl"),
    ("void", "/.well-known/void"),
    ("service", "/sparql-service.ttl"),
    ("sparql", "/sparql"),
    ("changes", "/changes"),
    ("atom", "/changes.atom"),
    ("fragments", "/fragments"),
    ("memento", "/timemap/dataset"),
    ("context", "/context.jsonld"),
    ("linkset", "/linkset/dataset"),
)
"""Text ``data_for_NAME``, and the address."""
_MAX_VERSIONS = 5
"""Versions listed; the rest is on their own page."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file, as the page shows it."""

    format: str
    """Name of its format."""
    extension: str
    """Of the format, whatever it is compressed with."""
    address: str
    dump: DumpFile


@dataclass(frozen=True, slots=True)
class FileGroup:
    """The files of a named graph, or of the things of a class."""

    name: Name
    count: int
    files: tuple[ListedFile, ...]
    rights: tuple[Name, ...] = ()
    licences: tuple[str, ...] = ()


@blueprint.route("/<any(fr, en):language>/donnees")
def data_page(language: str) -> Response:
    """The files of the version being served, and what is said about it."""
    data = dataset()
    version = data.version
    files = inventory(dumps_of(version))
    stem = f"/dump/{version.manifest.id}/"
    whole = [_file(stem, item) for item in files if item.path.startswith(f"{WHOLE}.")]
    whole.sort(key=lambda file: list(_FORMATS).index(file.extension))
    graphs = [_graph(stem, name, items, language) for name, items in _by_graph(files)]
    public = site().settings.public_url
    return html_page(
        "data.html",
        language,
        version=version.manifest,
        address=stem,
        whole=whole,
        with_graphs=_WITH_GRAPHS,
        sections=[
            (section, [part for name, part in graphs if _section(name) == section])
            for section in _SECTIONS
        ],
        tables=list(_tables(stem, files, language)),
        sums=SUMS,
        checksums="\n".join(f"{item.sha256}  {item.path}" for item in files if item.path != SUMS),
        fetching=(
            f"curl -O {public}{stem}{WHOLE}.nq.gz\n"
            f"curl -O {public}{stem}{SUMS}\n"
            f"sha256sum -c --ignore-missing {SUMS}"
        ),
        listed=listed_versions()[:_MAX_VERSIONS],
        programs=_FOR_PROGRAMS,
        rights=list(_rights(language)),
        licences=dataset_iris(LICENCE),
        citation=dataset_citation(language),
        permanent=f"{BASE}version/{version.manifest.id}",
        conforms=conformance(),
        formats=DOCUMENT_FORMATS,
        stem="/dataset",
    )


def _file(stem: str, item: DumpFile) -> ListedFile:
    path = item.path.removesuffix(EXTENSIONS[item.compression])
    extension = path.rpartition(".")[2]
    return ListedFile(_FORMATS[extension], extension, stem + quote(item.path), item)


def _by_graph(files: Iterable[DumpFile]) -> list[tuple[str, list[DumpFile]]]:
    of_graphs = sorted((item for item in files if item.graph), key=lambda item: item.graph)
    return [(name, list(group)) for name, group in groupby(of_graphs, key=lambda item: item.graph)]


def _section(graph: str) -> str:
    first = graph.removeprefix(GRAPH).partition("/")[0]
    return first if graph.startswith(GRAPH) and first in _SECTIONS else "other"


def _graph(stem: str, name: str, items: list[DumpFile], language: str) -> tuple[str, FileGroup]:
    data = dataset()
    facts = facts_of(data.quads_about(name))
    return name, FileGroup(
        name_of(data, name, language),
        items[0].count,
        tuple(_file(stem, item) for item in items),
        tuple(name_of(data, term, language) for term in values(facts, name, "dcterms:rights")),
        tuple(values(facts, name, "dcterms:license")),
    )


def _tables(stem: str, files: Iterable[DumpFile], language: str) -> Iterable[FileGroup]:
    """The tables by class; a class without a short name is called as its file is."""
    tables = [item for item in files if item.path.startswith("tables/")]
    for path, group in groupby(tables, key=lambda item: item.path.rpartition(".")[0]):
        items, short = list(group), path.removeprefix("tables/")
        prefix, _, local = short.partition("_")
        name = Name("", short, "")
        if prefix in PREFIXES:
            name = name_of(dataset(), PREFIXES[prefix] + local, language)
        yield FileGroup(name, items[0].count, tuple(_file(stem, item) for item in items))


def _rights(language: str) -> Iterable[tuple[Name, str, str]]:
    """Each statement of rights: its name, its description, and whom to credit."""
    data = dataset()
    for iri in dataset_iris(expand("dcterms:rights")):
        facts = facts_of(data.quads_about(iri))
        said, credit = (
            best.value if (best := best_literal(literals(facts, iri, name), language)) else ""
            for name in ("dcterms:description", "schema:creditText")
        )
        yield name_of(data, iri, language), said, credit
