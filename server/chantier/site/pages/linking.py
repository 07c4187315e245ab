"""The page for partners: how to link one's records to the graph, and what is linked already."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint
from werkzeug.wrappers import Response

from chantier.describe.entity import Name, name_of
from chantier.namespaces import ID, PREFIXES, expand
from chantier.rdf.terms import facts_of, values
from chantier.site.context import dataset, site
from chantier.site.metadata import CONTACT, dataset_iris
from chantier.site.rendering import html_page

blueprint = Blueprint("linking", __name__)

_STRENGTHS = (
    ("skos:exactMatch",),
    ("skos:closeMatch",),
    ("skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
    ("rdfs:seeAlso",),
)
"""Properties of a link, the strongest first; their texts are ``link_strength_NUMBER``."""
_FINDING = (
    ("code", "trouver-un-iri", "identifiant=6068167"),
    ("name", "rapprocher-un-nom", "nom=PECEM"),
    ("region", "liens-d-une-region", "region=region:04"),
)
"""Text ``link_by_NAME``, a stored question, and an example of its parameters."""
_EXAMPLE = f"""\
@prefix dcterms: <{PREFIXES["dcterms"]}> .
@prefix org: <{PREFIXES["org"]}> .
@prefix schema: <{PREFIXES["schema"]}> .
@prefix skos: <{PREFIXES["skos"]}> .

<https://exemple.org/id/entreprise/1> a schema:Organization ;
  skos:prefLabel "Coopérative Exemple"@fr , "Example Cooperative"@en ;
  schema:areaServed <{ID}region/04> ;
  org:linkedTo <{ID}pole/mauricie> ;
  dcterms:subject <{ID}concept/economie-solidaire> .
"""
_CHECKS = {
    "fr": "chantier validate --lang fr mes-liens.ttl",
    "en": "chantier validate --lang en my-links.ttl",
}


@dataclass(frozen=True, slots=True)
class Linkset:
    """The links to another dataset."""

    name: Name
    target: Name
    predicates: tuple[str, ...]
    """Their IRIs."""
    count: int


@blueprint.route("/<any(fr, en):language>/relier")
def linking_page(language: str) -> Response:
    """What partners can do today, step by step, and what they cannot do yet."""
    public = site().settings.public_url
    return html_page(
        "linking.html",
        language,
        finding=[
            (name, f"/questions/{question}?{given}&format=csv")
            for name, question, given in _FINDING
            if question in site().questions
        ],
        public=public,
        strengths=_STRENGTHS,
        example=_EXAMPLE,
        check=_CHECKS[language],
        service=f"SERVICE <{public}/sparql> {{ … }}",
        fragments=f"{public}/fragments",
        linksets=_linksets(language),
        contacts=[name_of(dataset(), iri, language) for iri in dataset_iris(CONTACT)],
    )


def _linksets(language: str) -> list[Linkset]:
    """The sets of links, as the graph describes and counts them."""
    data = dataset()
    found = []
    for iri in data.instances(expand("void:Linkset"), of_sources=True):
        facts = facts_of(data.quads_about(iri))
        count = next(map(int, values(facts, iri, "void:triples")), 0)
        found += [
            Linkset(
                name_of(data, iri, language),
                name_of(data, target, language),
                tuple(values(facts, iri, "void:linkPredicate")),
                count,
            )
            for target in values(facts, iri, "void:objectsTarget")
        ]
    return sorted(found, key=lambda item: (-item.count, item.name.iri))
