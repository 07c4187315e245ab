"""Every kind of page, once: what the tests of this folder open."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pytest

LANGUAGES = ("fr", "en")

QUERY = """PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?nom (COUNT(?pole) AS ?poles) WHERE {
  ?pole a ces:RegionalPole ; ces:servesTerritory/geo:sfWithin ?r .
  ?r skos:prefLabel ?nom FILTER(LANG(?nom) = "fr")
} GROUP BY ?nom ORDER BY ?nom"""
"""How many poles serve each region: what pages of results show here."""
_LINKS = "CONSTRUCT WHERE { ?pole <https://w3id.org/chantier-es/ns#servesTerritory> ?territory }"
_FIGURES = quote(QUERY, safe="")
_GRAPH = quote(_LINKS, safe="")


@dataclass(frozen=True)
class Kind:
    """A kind of page, by an example."""

    path: str
    """``{lang}``, ``{version}`` and ``{frozen}`` are filled in."""
    status: int = 200
    accept: str = ""
    """Sent in place of the browser’s own header; a browser takes anything otherwise."""


KINDS = {
    "home": Kind("/{lang}/"),
    "explorer": Kind("/{lang}/explorer"),
    "figures": Kind("/{lang}/chiffres"),
    "queries": Kind("/{lang}/requetes"),
    "results": Kind(f"/{{lang}}/resultats?query={_FIGURES}"),
    "chart": Kind(f"/{{lang}}/resultats?query={_FIGURES}&vue=graphique"),
    "map": Kind(f"/{{lang}}/resultats?query={_FIGURES}&vue=carte"),
    "network": Kind(f"/{{lang}}/resultats?query={_GRAPH}&vue=reseau"),
    "frozen": Kind("/requete/{frozen}?lang={lang}"),
    "data": Kind("/{lang}/donnees"),
    "link": Kind("/{lang}/relier"),
    "status": Kind("/{lang}/etat"),
    "source text": Kind("/{lang}/source/page"),
    "questions": Kind("/{lang}/questions"),
    "ontology": Kind("/{lang}/ontologie"),
    "search": Kind("/{lang}/explorer?q=laval"),
    "vain search": Kind("/{lang}/explorer?q=zyzzyva"),
    "dataset": Kind("/{lang}/dataset"),
    "catalogue": Kind("/{lang}/catalog"),
    "organisation": Kind("/{lang}/id/organisation/chantier"),
    "statement": Kind("/{lang}/id/enonce/mandat-1"),
    "pole": Kind("/{lang}/id/pole/abitibi-temiscamingue"),
    "region": Kind("/{lang}/id/region/16"),
    "boundaries": Kind("/{lang}/carte?region=16"),
    "observation": Kind("/{lang}/id/observation/page-entreprises"),
    "concept": Kind("/{lang}/id/concept/valeur-equite"),
    "source": Kind("/{lang}/id/source/page"),
    "versions": Kind("/{lang}/versions"),
    "version": Kind("/{lang}/version/latest"),
    "difference": Kind("/{lang}/versions/previous..latest"),
    "memento": Kind("/version/{version}/doc/region/06?lang={lang}"),
    "dump": Kind("/dump/latest/?lang={lang}"),
    "changes": Kind("/changes?lang={lang}"),
    "fragments": Kind("/fragments?lang={lang}"),
    "not found": Kind("/id/nothing?lang={lang}", 404),
    "not acceptable": Kind("/timemap/doc/region/06", 406, "text/html"),
    "not SPARQL": Kind("/sparql?query=SELEKT&lang={lang}", 400, "text/html"),
    "withdrawn": Kind("/id/essai/passant?lang={lang}", 410),
}

each_page = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in sorted(KINDS) for language in LANGUAGES]
)
"""Marks a test that takes each page, in each language."""
each_language = pytest.mark.parametrize("language", LANGUAGES)
