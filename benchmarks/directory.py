"""The things of the invented directory, as triples: terms, federations, enterprises."""

# ruff: noqa: S311  # the random numbers here make data, not secrets

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.places import (
    BASE,
    CONCEPT,
    CONFEDERATION,
    EMBLEMS,
    LEGAL_FORMS,
    NETWORKS,
    NS,
    POLE,
    QUALIFIERS,
    REGION,
    REGIONS,
    SECTORS,
    SENTENCES,
    STREETS,
    Region,
    Town,
)

PREFIXES = {
    "c": CONCEPT,
    "ces": "https://w3id.org/chantier-es/ns#",
    "dcterms": "http://purl.org/dc/terms/",
    "e": f"{BASE}entreprise/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "pole": POLE,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "region": REGION,
    "rep": NS,
    "schema": "https://schema.org/",
    "secteur": f"{BASE}secteur/",
    "sf": "http://www.opengis.net/ont/sf#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Block = tuple[str, list[tuple[str, str]]]
"""A subject IRI, and its predicates (short) with their objects (N-Triples)."""


def enterprise(number: int) -> str:
    """The IRI of an enterprise, from its number, which starts at 0."""
    return f"{BASE}entreprise/{number:06d}"


def identifier(number: int) -> str:
    """The business number of an enterprise."""
    return f"{1_140_000_000 + number * 7}"


def federation(*parts: str) -> str:
    """The IRI of a federation: of a sector, or of a sector in a region."""
    return f"{BASE}federation/{'-'.join(parts)}"


def per_region(enterprises: int) -> list[int]:
    """The number of enterprises of each region, in the order of their codes."""
    counts = [enterprises * region.share // 1000 for region in REGIONS]
    counts[5] += enterprises - sum(counts)  # Montréal takes what rounding left
    return counts


def vocabulary() -> Iterator[Block]:
    """The terms, sectors, pôles and federations."""
    scheme = f"{BASE}secteurs"
    classes = (("Entreprise", "Entreprise d’économie sociale"), ("Federation", "Fédération"))
    for name, label in classes:
        yield NS + name, [("rdf:type", curie("rdfs:Class")), ("rdfs:label", _text(label, "fr"))]
    for slug, french, english, _ in SECTORS:
        yield (
            f"{BASE}secteur/{slug}",
            [
                ("rdf:type", curie("skos:Concept")),
                ("skos:inScheme", f"<{scheme}>"),
                ("skos:prefLabel", _text(french, "fr")),
                ("skos:prefLabel", _text(english, "en")),
            ],
        )
    for region in REGIONS:
        for slug in region.poles:
            label = slug.replace("-", " ").capitalize()
            yield (
                POLE + slug,
                [
                    ("skos:prefLabel", _text(f"Pôle d’économie sociale ({label})", "fr")),
                    ("rep:region", f"<{REGION}{region.code}>"),
                ],
            )
    yield from _federations()


def _federations() -> Iterator[Block]:
    yield CONFEDERATION, _federation("Confédération des entreprises collectives", None)
    for slug in NETWORKS:
        label = f"Réseau {slug.replace('-', ' ')}"
        yield federation(slug), _federation(label, CONFEDERATION)
    for place, (slug, french, _, _) in enumerate(SECTORS):
        network = federation(NETWORKS[place % len(NETWORKS)])
        yield federation(slug), _federation(f"Fédération : {french}", network)
        for region in REGIONS:
            label = f"{french}, regroupement de la région {region.code}"
            yield federation(slug, region.code), _federation(label, federation(slug))


def _federation(label: str, member_of: str | None) -> list[tuple[str, str]]:
    pairs = [("rdf:type", f"<{NS}Federation>"), ("skos:prefLabel", _text(label, "fr"))]
    return [*pairs, ("org:memberOf", f"<{member_of}>")] if member_of else pairs


def enterprises(count: int, seed: int) -> Iterator[tuple[str, list[Block]]]:
    """The region's code and the blocks of each enterprise, in the order of their numbers."""
    rng = random.Random(seed)
    number = 0
    for region, share in zip(REGIONS, per_region(count), strict=True):
        for _ in range(share):
            yield region.code, _enterprise(rng, number, count, region)
            number += 1


def _enterprise(rng: random.Random, number: int, count: int, region: Region) -> list[Block]:
    iri = enterprise(number)
    town = rng.choice(region.towns)
    slug, _, english, calls_itself = rng.choice(SECTORS)
    emblem = rng.choice(EMBLEMS)
    place = rng.choice((f"de {town.name}", rng.choice(QUALIFIERS)))
    name = f"{calls_itself} {emblem} {place}"
    jobs = 1 + int(rng.lognormvariate(2.2, 0.9))
    day = f"{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    pairs = [
        ("rdf:type", f"<{NS}Entreprise>"),
        ("rdf:type", curie("org:FormalOrganization")),
        ("rdf:type", curie("schema:Organization")),
        ("skos:prefLabel", _text(name, "fr")),
        ("ces:legalForm", f"<{CONCEPT}{rng.choices(LEGAL_FORMS, (70, 28, 2))[0]}>"),
        ("rep:secteur", f"<{BASE}secteur/{slug}>"),
        ("rep:region", f"<{REGION}{region.code}>"),
        ("rep:pole", f"<{POLE}{rng.choice(region.poles)}>"),
        ("rep:revenu", _number(jobs * rng.randint(24_000, 92_000))),
        ("rep:emplois", _number(jobs)),
        ("rep:membres", _number(rng.randint(5, 2_500))),
        ("schema:foundingDate", _typed(f"{rng.randint(1938, 2025)}-{day}", "xsd:date")),
        ("dcterms:identifier", _text(identifier(number))),
        ("dcterms:description", _text(_description(rng, name, town), "fr")),
        ("dcterms:modified", _typed(f"2026-{day}", "xsd:date")),
        ("org:memberOf", f"<{federation(slug, region.code)}>"),
        ("schema:address", f"<{iri}/adresse>"),
        ("geo:hasGeometry", f"<{iri}/point>"),
        *_sometimes(rng, number, count, f"{emblem} ({english})"),
    ]
    return [(iri, pairs), *_whereabouts(rng, iri, town)]


def _sometimes(
    rng: random.Random, number: int, count: int, english: str
) -> Iterator[tuple[str, str]]:
    """What only some enterprises have."""
    site = f"{number:06d}.example.org"
    if rng.random() < 0.3:
        yield "skos:prefLabel", _text(english, "en")
    if rng.random() < 0.85:
        yield "foaf:homepage", f"<https://{site}/>"
    if rng.random() < 0.7:
        yield "schema:email", _text(f"info@{site}")
    if rng.random() < 0.6:
        phone = f"+1-{rng.choice(('418', '450', '514', '819'))}-555-{rng.randint(0, 9999):04d}"
        yield "schema:telephone", _text(phone)
    if rng.random() < 0.4:
        yield "rep:secteurSecondaire", f"<{BASE}secteur/{rng.choice(SECTORS)[0]}>"
    for partner in sorted({rng.randrange(count) for _ in range(rng.randint(0, 3))} - {number}):
        yield "rep:partenaire", f"<{enterprise(partner)}>"
    if number and rng.random() < 0.25:
        yield "rep:issueDe", f"<{enterprise(rng.randrange(number))}>"


def _whereabouts(rng: random.Random, iri: str, town: Town) -> list[Block]:
    latitude = town.latitude + rng.gauss(0, 0.04)
    longitude = town.longitude + rng.gauss(0, 0.06)
    letter, digits = rng.choice("ABCEGHJKLMNPRSTVWXYZ"), (rng.randint(1, 9), rng.randint(1, 9))
    return [
        (
            f"{iri}/adresse",
            [
                ("rdf:type", curie("schema:PostalAddress")),
                (
                    "schema:streetAddress",
                    _text(f"{rng.randint(1, 9_999)}, {rng.choice(STREETS)}"),
                ),
                ("schema:addressLocality", _text(town.name)),
                ("schema:postalCode", _text(f"{town.postal} {digits[0]}{letter}{digits[1]}")),
                ("schema:addressCountry", _text("CA")),
            ],
        ),
        (
            f"{iri}/point",
            [
                ("rdf:type", curie("sf:Point")),
                ("geo:asWKT", _typed(f"POINT({longitude:.5f} {latitude:.5f})", "geo:wktLiteral")),
            ],
        ),
    ]


def _description(rng: random.Random, name: str, town: Town) -> str:
    return " ".join((f"{name} est établie à {town.name}.", *rng.sample(SENTENCES, 3)))


def curie(short: str) -> str:
    """The N-Triples form of a short IRI."""
    prefix, _, local = short.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _text(text: str, language: str = "") -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^{curie(datatype)}'


def _number(value: int) -> str:
    return _typed(str(value), "xsd:integer")
