"""What the site says of its dataset in VoID.

Source: https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import pyoxigraph as ox

from chantier.namespaces import PREFIXES
from lod_doctor.fetching import Visitor
from lod_doctor.reading import ANY_RDF, Reader
from lod_doctor.results import ask
from lod_doctor.rules import Check, Fact
from lod_doctor.triples import Term, Triples
from lod_doctor.visits import Visit

_HELD = f"""PREFIX void: <{PREFIXES["void"]}>
CONSTRUCT {{ ?dataset ?property ?value . ?value ?inner ?deep }}
WHERE {{
  ?dataset a void:Dataset ; ?property ?value
  OPTIONAL {{ ?value ?inner ?deep FILTER(isBlank(?value)) }}
}}"""


@dataclass(frozen=True, slots=True)
class Description:
    """What was found about the dataset."""

    visit: Visit
    """/.well-known/void"""
    read: Triples
    """What it says."""
    triples: Triples
    """The same, or where it says nothing, what the endpoint holds about the dataset."""
    site: str

    @property
    def dataset(self) -> Term | None:
        """The dataset of the site: not a part of another, and the largest."""
        parts = self.triples.values(None, "void:subset", "dcterms:hasPart")
        found = [item for item in self.triples.of_class("void:Dataset") if item not in parts]
        topics = [item for item in self.triples.values(None, "foaf:topic") if item in found]
        return max(topics or found, key=self._size, default=None)

    @property
    def endpoint(self) -> str:
        """The IRI of the SPARQL endpoint; where a site usually has it when nothing is said."""
        return self.text("void:sparqlEndpoint") or urljoin(self.site, "/sparql")

    @property
    def space(self) -> str:
        """What the IRIs of the dataset start with; empty when nothing is said."""
        return self.text("void:uriSpace")

    def text(self, curie: str) -> str:
        """Give one value of a property of the dataset; empty for none."""
        return next(iter(self.texts(curie)), "")

    def texts(self, *curies: str) -> list[str]:
        """Give the values of properties of the dataset."""
        return self.triples.texts(self.dataset, *curies) if self.dataset else []

    def _size(self, dataset: Term) -> int:
        told = self.triples.texts(dataset, "void:triples")
        return int(told[0]) if told and told[0].isdecimal() else 0


def visit_description(visitor: Visitor, reader: Reader, site: str) -> Description:
    """Read the VoID description where every site has it, else in its endpoint."""
    visit = visitor.get(urljoin(site, "/.well-known/void"), ANY_RDF)
    read = reader.read(visit)
    found = Description(visit, read, read, site)
    if found.dataset is None and not visit.trouble:
        held = ask(visitor, found.endpoint, _HELD, "text/turtle")
        found = Description(visit, read, reader.read(held), site)
    return found


def _answers(seen: Description) -> Iterator[Fact]:
    if seen.visit.is_whole and not seen.visit.is_ok:
        yield Fact(seen.visit.url, seen.visit.fact)
    elif seen.visit.is_whole and seen.read.problem and not seen.read.is_skipped:
        yield Fact(seen.visit.url, seen.read.problem)


def _dataset(seen: Description) -> Iterator[Fact]:
    if seen.read.lines and not seen.read.of_class("void:Dataset"):
        yield Fact(seen.visit.url, "void:Dataset?")


def _property(*curies: str) -> Check[Description]:
    def check(seen: Description) -> Iterator[Fact]:
        if isinstance(seen.dataset, ox.NamedNode | ox.BlankNode) and not seen.texts(*curies):
            yield Fact(str(seen.dataset).strip("<>"), f"{curies[0]}?")

    return check


CHECKS: dict[str, Check[Description]] = {
    "void-answers": _answers,
    "void-dataset": _dataset,
    "void-triples": _property("void:triples"),
    "void-endpoint": _property("void:sparqlEndpoint"),
    "void-dump": _property("void:dataDump"),
    "void-example": _property("void:exampleResource"),
    "void-space": _property("void:uriSpace", "void:uriRegexPattern"),
    "void-vocabulary": _property("void:vocabulary"),
    "void-licence": _property("dcterms:license", "dcterms:rights"),
    "void-modified": _property("dcterms:modified"),
}
