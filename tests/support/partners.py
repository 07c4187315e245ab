"""What a partner might write of our things: every class of them, with every property."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from chantier.namespaces import BASE, CES, DATASET, ENDPOINT, GRAPH, ID, ONTOLOGY, PREFIXES
from chantier.rdf.terms import RDF_TYPE
from chantier.store.sources import is_kept
from chantier.store.versions import current

SCOPE = f"{GRAPH}partenaire/*"
SPACE = f"{GRAPH}partenaire/casino"
CASINO = "https://casino.example/x"
HOSTILE = "Ce pôle a fermé."
MAURICIE, REGION = f"{ID}pole/mauricie", f"{ID}region/06"
SITE = (
    *(DATASET, ONTOLOGY, ENDPOINT, f"{BASE}catalog", MAURICIE, REGION),
    *(f"{CES}RegionalPole", f"{CES}servesTerritory", f"{CES}none", f"{ID}pole/nouveau"),
    *(f"{PREFIXES['foaf']}homepage", f"{PREFIXES['skos']}Concept", f"{GRAPH}data/poles"),
)
"""The site itself, its catalogue, its ontology, terms that it uses, names that it may yet give."""


DESCRIPTION = f"""
<{SPACE}> a <http://www.w3.org/ns/dcat#Dataset>,
    <http://www.w3.org/ns/sparql-service-description#NamedGraph> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Essai"@fr, "Trial"@en ;
  <http://purl.org/dc/terms/title> "Essai"@fr, "Trial"@en ;
  <http://purl.org/dc/terms/description> "Un graphe d’essai."@fr, "A trial graph."@en ;
  <http://www.w3.org/ns/dcat#keyword> "essai"@fr, "trial"@en ;
  <http://www.w3.org/ns/dcat#theme>
    <http://publications.europa.eu/resource/authority/data-theme/SOCI> ;
  <http://www.w3.org/ns/dcat#contactPoint> <{ID}contact/equipe> ;
  <http://purl.org/dc/terms/accessRights>
    <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  <http://purl.org/dc/terms/creator> <{ID}organisation/equipe> ;
  <http://purl.org/dc/terms/isPartOf> <{DATASET}> ;
  <http://purl.org/dc/terms/issued> "2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date> ;
  <http://purl.org/dc/terms/language>
    <http://publications.europa.eu/resource/authority/language/FRA> ;
  <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by/4.0/> ;
  <http://purl.org/dc/terms/modified> "2026-11-23"^^<http://www.w3.org/2001/XMLSchema#date> ;
  <http://purl.org/dc/terms/publisher> <{ID}organisation/equipe> .
<{BASE}catalog> <http://www.w3.org/ns/dcat#dataset> <{SPACE}> .
"""
"""What a graph has to say of itself to pass the gate."""


def our_things(data_dir: Path) -> list[str]:
    """One thing of each class of which the sources have any, and what the site is made of."""
    found = {str(quad.object): quad.subject for quad in _quads(data_dir) if _is_type(quad)}
    things = {node.value for node in found.values() if isinstance(node, ox.NamedNode)}
    return sorted(things | set(SITE))


def our_properties(data_dir: Path) -> list[str]:
    """Every property that the sources use, and some that they do not."""
    more = (f"{PREFIXES['owl']}sameAs", f"{PREFIXES['schema']}url", f"{PREFIXES['dcat']}keyword")
    return sorted({quad.predicate.value for quad in _quads(data_dir)} | set(more))


def our_classes(data_dir: Path) -> list[str]:
    """Every class of which the sources have things."""
    return sorted({str(quad.object)[1:-1] for quad in _quads(data_dir) if _is_type(quad)})


def without_others(page: str) -> str:
    """A page without the part that names its statements as those of others."""
    return re.sub(r'<section class="others">.*?</section>', "", page, flags=re.DOTALL)


def _is_type(quad: ox.Quad) -> bool:
    return quad.predicate.value == RDF_TYPE


def _quads(data_dir: Path) -> list[ox.Quad]:
    quads = ox.parse(path=current(data_dir).quads_path, format=ox.RdfFormat.N_QUADS)
    return [quad for quad in quads if is_kept(str(quad.graph_name)[1:-1])]
