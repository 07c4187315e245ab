"""The project’s IRIs, its languages and prefixes, and an IRI’s short form, both ways."""

from __future__ import annotations

from types import MappingProxyType

from chantier.errors import ParameterError

BASE = "https://w3id.org/chantier-es/"
"""Everything the project mints starts with this IRI."""

CES = f"{BASE}ns#"
ID = f"{BASE}id/"
GRAPH = f"{BASE}graph/"
ONTOLOGY = f"{BASE}ns"
DATASET = f"{BASE}dataset"
ENDPOINT = f"{BASE}sparql"
VERSION = f"{BASE}version/"
DUMP = f"{BASE}dump/"
CHANGES = f"{BASE}changes"
FRAGMENTS = f"{BASE}fragments"
GENID = f"{BASE}.well-known/genid/"
"""Start of the IRIs that stand for blank nodes which nothing that leads to them distinguishes."""
LANGUAGES = ("fr", "en")
"""Languages of labels and pages, the default first."""

PREFIXES = MappingProxyType(
    {
        "activite": f"{ID}activite/",
        "adms": "http://www.w3.org/ns/adms#",
        "attestation": f"{ID}attestation/",
        "bibo": "http://purl.org/ontology/bibo/",
        "c": f"{ID}concept/",
        "cadre": f"{ID}cadre/",
        "ces": CES,
        "check": f"{ID}check/",
        "cids": "https://ontology.commonapproach.org/cids#",
        "contact": f"{ID}contact/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcatap": "http://data.europa.eu/r5r/",
        "dcterms": "http://purl.org/dc/terms/",
        "dqv": "http://www.w3.org/ns/dqv#",
        "droits": f"{ID}droits/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "enonce": f"{ID}enonce/",
        "essg": "http://purl.org/essglobal/vocab/",
        "essg-structure": "https://lod.coop/essglobal/2.1/standard/organisational-structure/",
        "evenement": f"{ID}evenement/",
        "fibo": "https://spec.edmcouncil.org/fibo/ontology/FND/GoalsAndObjectives/Objectives/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "geof": "http://www.opengis.net/def/function/geosparql/",
        "geometrie": f"{ID}geometrie/",
        "graph": GRAPH,
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "id": ID,
        "identifiant": f"{ID}identifiant/",
        "jeu-externe": f"{ID}jeu-externe/",
        "lacune": f"{ID}lacune/",
        "langue": "http://publications.europa.eu/resource/authority/language/",
        "liens": f"{ID}liens/",
        "locn": "http://www.w3.org/ns/locn#",
        "oa": "http://www.w3.org/ns/oa#",
        "observation": f"{ID}observation/",
        "org": "http://www.w3.org/ns/org#",
        "organisation": f"{ID}organisation/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "passage": f"{ID}passage/",
        "periode": f"{ID}periode/",
        "pole": f"{ID}pole/",
        "portrait": f"{ID}portrait/",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "question": f"{ID}question/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "region": f"{ID}region/",
        "rov": "http://www.w3.org/ns/regorg#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
        "section": f"{ID}section/",
        "selecteur": f"{ID}selecteur/",
        "sf": "http://www.opengis.net/ont/sf#",
        "sh": "http://www.w3.org/ns/shacl#",
        "shape": f"{ID}shape/",
        "site": f"{ID}site/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "source": f"{ID}source/",
        "spdx": "http://spdx.org/rdf/terms#",
        "territoire": f"{ID}territoire/",
        "theme": "http://publications.europa.eu/resource/authority/data-theme/",
        "unit": "http://qudt.org/vocab/unit/",
        "vann": "http://purl.org/vocab/vann/",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "vocabulaire": f"{ID}vocabulaire/",
        "void": "http://rdfs.org/ns/void#",
        "wd": "http://www.wikidata.org/entity/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""Prefix → namespace IRI, sorted by prefix; no two namespaces are equal."""

_LONGEST_FIRST = tuple(sorted(PREFIXES.items(), key=lambda item: -len(item[1])))


def compact(iri: str) -> str:
    """The CURIE of an IRI, or the IRI itself where no prefix fits or a slash would remain."""
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace):
            local = iri[len(namespace) :]
            return iri if not local or "/" in local or "#" in local else f"{prefix}:{local}"
    return iri


def expand(text: str) -> str:
    """The absolute IRI that an IRI (bare or in angle brackets) or a CURIE stands for.

    Raises:
        ParameterError: the text is neither.
    """
    stripped = text.strip()
    if stripped.startswith("<") and stripped.endswith(">"):
        stripped = stripped[1:-1]
    if "://" in stripped or stripped.startswith(("urn:", "mailto:")):
        return stripped
    prefix, colon, local = stripped.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    raise ParameterError(
        f"“{text}” is not an IRI nor a short form of one. Write a full IRI (https://…) or one of"
        f" the prefixes {', '.join(PREFIXES)} followed by “:” and a name, such as region:06."
    )
