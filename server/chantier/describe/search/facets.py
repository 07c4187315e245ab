"""The kinds of things that the explorer lists, and the facets that narrow each down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A property path whose values tell the things of a kind apart."""

    name: str
    """In addresses; its text is ``facet_NAME``."""
    path: str
    """From a thing to its values, as a SPARQL property path of ``^``, ``/`` and ``|`` alone."""
    characters: int = 0
    """How many of the first characters of a value count; 0: all."""


@dataclass(frozen=True, slots=True)
class EntityKind:
    """Things that belong in one list; a thing may be of several kinds."""

    name: str
    """In addresses; its texts are ``kind_NAME`` and ``kind_NAME_about``."""
    classes: tuple[str, ...]
    """As CURIEs; empty: what is of no other kind."""
    facets: tuple[Facet, ...] = ()


_CLASS = Facet("nature", "rdf:type")
_CONFIDENCE = Facet("confiance", "ces:confidence")

KINDS = (
    EntityKind(
        "enonces",
        (
            "ces:Vision",
            "ces:Mission",
            "ces:Mandate",
            "ces:StrategicAxis",
            "ces:RoleStatement",
            "ces:FactualClaim",
            "ces:ComparativeClaim",
        ),
        (
            _CLASS,
            Facet("action", "ces:action"),
            Facet("finalite", "ces:aimsAt"),
            Facet("public", "ces:addressedTo"),
            Facet("sujet", "ces:concerns"),
            Facet("moyen", "ces:byMeansOf"),
            Facet("valeur", "ces:expressesValue"),
            Facet("echelle", "ces:atScale"),
            Facet("modalite", "ces:modality"),
            _CONFIDENCE,
        ),
    ),
    EntityKind(
        "poles",
        ("ces:RegionalPole",),
        (
            Facet("region", "ces:servesTerritory/geo:sfWithin"),
            Facet("porteur", "ces:carriedBy"),
            Facet("confiance", "^rdf:subject/ces:confidence"),
        ),
    ),
    EntityKind(
        "regions",
        ("ces:AdministrativeRegion",),
        (Facet("pole", "^geo:sfWithin/^ces:servesTerritory"),),
    ),
    EntityKind(
        "organisations",
        (
            "org:Organization",
            "org:FormalOrganization",
            "ces:UmbrellaOrganization",
            "ces:PoleNetwork",
            "ces:RegionalPole",
        ),
        (
            _CLASS,
            Facet("reseau", "org:memberOf"),
            Facet("forme", "org:classification"),
        ),
    ),
    EntityKind(
        "chiffres",
        ("ces:PortraitObservation", "ces:ReferenceFigure"),
        (
            Facet("edition", "qb:dataSet"),
            Facet("mesure", "ces:measure"),
            Facet("territoire", "sdmx-dimension:refArea"),
            Facet("secteur", "ces:activitySector"),
            Facet("forme", "ces:legalForm"),
            Facet("document", "ces:statedIn"),
            Facet("reserve", "ces:valueQualifier"),
            _CONFIDENCE,
        ),
    ),
    EntityKind(
        "documents",
        ("ces:SourceDocument",),
        (
            Facet("editeur", "dcterms:publisher|dc:publisher"),
            Facet("annee", "dcterms:issued", characters=4),
        ),
    ),
    EntityKind(
        "concepts",
        ("skos:Concept",),
        (Facet("vocabulaire", "skos:inScheme"), Facet("parent", "skos:broader")),
    ),
    EntityKind("vocabulaires", ("skos:ConceptScheme",)),
    EntityKind("territoires", ("ces:ServedTerritory",), (Facet("region", "geo:sfWithin"),)),
    EntityKind("questions", ("sh:SPARQLExecutable",), (Facet("theme", "schema:keywords"),)),
    EntityKind(
        "termes",
        ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty"),
        (_CLASS,),
    ),
    EntityKind(
        "attestations",
        ("ces:Attestation",),
        (
            Facet("sujet", "rdf:subject"),
            Facet("propriete", "rdf:predicate"),
            Facet("document", "dcterms:source"),
            _CONFIDENCE,
        ),
    ),
    EntityKind(
        "faits",
        ("ces:ReportedClaim", "ces:KnownGap"),
        (_CLASS, Facet("document", "dcterms:source"), _CONFIDENCE),
    ),
    EntityKind("autres", (), (_CLASS,)),
)
"""In the order in which they are shown."""
