"""The VoID description of the site's dataset.

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
from lod_doctor.results import send_query
from lod_doctor.rules import Evidence, RuleCheck
from lod_doctor.triples import RdfTerm, Triples
from lod_doctor.visits import Visit

_VOID_QUERY = f"""PREFIX void: <{PREFIXES["void"]}>
CONSTRUCT {{ ?dataset ?property ?value . ?value ?inner ?deep }}
WHERE {{
  ?dataset a void:Dataset ; ?property ?value
  OPTIONAL {{ ?value ?inner ?deep FILTER(isBlank(?value)) }}
}}"""


@dataclass(frozen=True, slots=True)
class VoidDescription:
    """The description of the dataset, from its well-known address or its endpoint."""

    visit: Visit
    """The visit to /.well-known/void."""
    well_known: Triples
    """The triples that it brought."""
    triples: Triples
    """The same, or where they describe no dataset, those that the endpoint holds about one."""
    site: str

    @property
    def dataset(self) -> RdfTerm | None:
        """The dataset of the site: not a part of another, and the largest."""
        parts = self.triples.values(None, "void:subset", "dcterms:hasPart")
        found = [item for item in self.triples.of_class("void:Dataset") if item not in parts]
        topics = [item for item in self.triples.values(None, "foaf:topic") if item in found]
        return max(topics or found, key=self._triple_count, default=None)

    @property
    def endpoint(self) -> str:
        """The IRI of the SPARQL endpoint; where a site usually has it when nothing is said."""
        return self.text("void:sparqlEndpoint") or urljoin(self.site, "/sparql")

    @property
    def uri_space(self) -> str:
        """The start of the IRIs of the dataset; empty when nothing is said."""
        return self.text("void:uriSpace")

    def text(self, name: str) -> str:
        """One value of a property of the dataset; empty for none."""
        return next(iter(self.texts(name)), "")

    def texts(self, *names: str) -> list[str]:
        """The values of properties of the dataset."""
        return self.triples.texts(self.dataset, *names) if self.dataset else []

    def _triple_count(self, dataset: RdfTerm) -> int:
        count = self.triples.text(dataset, "void:triples")
        return int(count) if count.isdecimal() else 0


def visit_description(visitor: Visitor, reader: Reader, site: str) -> VoidDescription:
    """Read the VoID description where every site has it, else in its endpoint."""
    visit = visitor.get(urljoin(site, "/.well-known/void"), ANY_RDF)
    triples = reader.read(visit)
    found = VoidDescription(visit, triples, triples, site)
    if found.dataset is None and not visit.trouble:
        queried = send_query(visitor, found.endpoint, _VOID_QUERY, "text/turtle")
        found = VoidDescription(visit, triples, reader.read(queried), site)
    return found


def _answers(seen: VoidDescription) -> Iterator[Evidence]:
    if seen.visit.is_whole and not seen.visit.is_ok:
        yield Evidence(seen.visit.url, seen.visit.outcome)
    elif seen.visit.is_whole and seen.well_known.problem and not seen.well_known.is_skipped:
        yield Evidence(seen.visit.url, seen.well_known.problem)


def _dataset(seen: VoidDescription) -> Iterator[Evidence]:
    if seen.well_known.lines and not seen.well_known.of_class("void:Dataset"):
        yield Evidence(seen.visit.url, "void:Dataset?")


def _property(*names: str) -> RuleCheck[VoidDescription]:
    def check(seen: VoidDescription) -> Iterator[Evidence]:
        if isinstance(seen.dataset, ox.NamedNode | ox.BlankNode) and not seen.texts(*names):
            yield Evidence(str(seen.dataset).strip("<>"), f"{names[0]}?")

    return check


CHECKS: dict[str, RuleCheck[VoidDescription]] = {
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
