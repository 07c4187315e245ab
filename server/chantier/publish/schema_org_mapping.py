"""The table between our vocabularies and schema.org: classes, properties, a few values.

``publish.schema_org`` writes by it; its tests check each row against the vocabulary.

Source: https://schema.org/docs/full.html
"""

from __future__ import annotations

from dataclasses import dataclass

from chantier.namespaces import PREFIXES

TYPES = {
    "dcat:Catalog": "DataCatalog",
    "dcat:Dataset": "Dataset",
    "dcat:Distribution": "DataDownload",
    "dcat:DataService": "WebAPI",
    "qb:DataSet": "Dataset",
    "void:Dataset": "Dataset",
    "void:Linkset": "Dataset",
    "owl:Ontology": "DefinedTermSet",
    "skos:ConceptScheme": "DefinedTermSet",
    "skos:Concept": "DefinedTerm",
    "ces:UmbrellaOrganization": "NGO",
    "ces:RegionalPole": "Organization",
    "ces:PoleNetwork": "Organization",
    "org:Organization": "Organization",
    "org:FormalOrganization": "Organization",
    "org:OrganizationalCollaboration": "Organization",
    "foaf:Group": "Organization",
    "schema:State": "State",
    "schema:AdministrativeArea": "AdministrativeArea",
    "ces:AdministrativeRegion": "AdministrativeArea",
    "ces:ServedTerritory": "Place",
    "org:Site": "Place",
    "geo:Geometry": "GeoCoordinates",
    "ces:Vision": "Claim",
    "ces:Mission": "Claim",
    "ces:Mandate": "Claim",
    "ces:StrategicAxis": "Claim",
    "ces:RoleStatement": "Claim",
    "ces:StrategicStatement": "Claim",
    "ces:FactualClaim": "Claim",
    "ces:ComparativeClaim": "Claim",
    "ces:ReportedClaim": "Claim",
    "ces:Statement": "Claim",
    "ces:Attestation": "Claim",
    "ces:PortraitObservation": "Observation",
    "ces:ReferenceFigure": "Observation",
    "ces:StrategicFramework": "CreativeWork",
    "ces:KnownGap": "CreativeWork",
    "eli:LegalResource": "Legislation",
    "eli:LegalResourceSubdivision": "Legislation",
    "ces:SourceDocument": "CreativeWork",
    "ces:Section": "CreativeWork",
    "ces:Passage": "Quotation",
    "foaf:Document": "DigitalDocument",
    "dcterms:RightsStatement": "CreativeWork",
    "adms:Identifier": "PropertyValue",
    "vcard:Kind": "ContactPoint",
    "sh:SPARQLExecutable": "SoftwareSourceCode",
}
"""Class → type of schema.org; of a thing's classes, the first that stands here counts."""

_CREATIVE_WORKS = (
    *("DataCatalog", "Dataset", "DefinedTermSet", "Claim", "Legislation", "Quotation"),
    *("DigitalDocument", "SoftwareSourceCode"),
)
WIDER = dict.fromkeys(_CREATIVE_WORKS, "CreativeWork") | {
    "NGO": "Organization",
    "State": "Place",
    "AdministrativeArea": "Place",
}
"""Type of schema.org → the wider type whose rows hold for it as well."""


@dataclass(frozen=True, slots=True)
class Row:
    """A property of ours and what it is in schema.org."""

    path: str
    """One property, or several with ``/`` between them: the values at its end are meant."""
    name: str
    """The property of schema.org."""
    way: str = "thing"
    """How a value is written: a key of ``WAYS`` in ``publish.schema_org``."""
    type: str = ""
    """The type of the value, where it is not that of its class."""


PROPERTIES = {
    "Thing": (
        Row("skos:prefLabel", "name", "texts"),
        Row("dcterms:title", "name", "texts"),
        Row("foaf:name", "name", "texts"),
        Row("vcard:fn", "name", "texts"),
        Row("skos:altLabel", "alternateName", "text"),
        Row("ces:formerName", "alternateName", "text"),
        Row("dcterms:description", "description", "texts"),
        Row("skos:definition", "description", "texts"),
        Row("adms:identifier", "identifier", "whole"),
        Row("owl:sameAs", "sameAs", "iri"),
        Row("skos:exactMatch", "sameAs", "iri"),
        Row("vcard:hasURL", "url", "iri"),
    ),
    "CreativeWork": (
        Row("dcterms:identifier", "identifier", "plain"),
        Row("bibo:isbn13", "identifier", "plain"),
        Row("dcterms:creator", "creator"),
        Row("dcterms:publisher", "publisher"),
        Row("dc:publisher", "publisher"),
        Row("dcterms:rightsHolder", "copyrightHolder"),
        Row("dcterms:created", "dateCreated", "plain"),
        Row("dcterms:issued", "datePublished", "plain"),
        Row("dcterms:modified", "dateModified", "plain"),
        Row("dcat:version", "version", "plain"),
        Row("owl:versionInfo", "version", "plain"),
        Row("dcterms:license", "license", "iri"),
        Row("dcterms:rights", "usageInfo", "node"),
        Row("dcterms:rights", "copyrightNotice", "text"),
        Row("dcterms:accessRights", "conditionsOfAccess", "plain"),
        Row("dcterms:accessRights", "isAccessibleForFree", "known"),
        Row("dcat:keyword", "keywords", "text"),
        Row("dcterms:language", "inLanguage", "known"),
        Row("dcterms:spatial", "spatialCoverage"),
        Row("dcterms:temporal", "temporalCoverage", "interval"),
        Row("dcterms:bibliographicCitation", "creditText", "text"),
        Row("schema:creditText", "creditText", "text"),
        Row("dcterms:isPartOf", "isPartOf"),
        Row("eli:is_part_of", "isPartOf"),
        Row("dcterms:hasPart", "hasPart"),
        Row("dcterms:source", "isBasedOn"),
        Row("prov:wasDerivedFrom", "isBasedOn"),
        Row("foaf:page", "url", "iri"),
    ),
    "Dataset": (
        Row("dcterms:isPartOf", "includedInDataCatalog"),
        Row("dcterms:source", "citation"),
        Row("dcat:distribution", "distribution", "whole"),
        Row("schema:variableMeasured", "variableMeasured", type="StatisticalVariable"),
    ),
    "DataCatalog": (Row("dcat:dataset", "dataset"),),
    "DataDownload": (
        Row("dcat:downloadURL", "contentUrl", "address"),
        Row("dcat:compressFormat", "encodingFormat", "media type"),
        Row("dcat:mediaType", "encodingFormat", "media type"),
        Row("dcat:byteSize", "contentSize", "plain"),
        Row("spdx:checksum/spdx:checksumValue", "sha256", "plain"),
        Row("dcterms:license", "license", "iri"),
    ),
    "WebAPI": (
        Row("dcat:endpointDescription", "documentation", "address"),
        Row("dcat:endpointURL", "url", "address"),
    ),
    "Organization": (
        Row("foaf:homepage", "url", "iri"),
        Row("schema:foundingDate", "foundingDate", "plain"),
        Row("org:memberOf", "memberOf"),
        Row("org:hasPrimarySite", "location"),
        Row("schema:areaServed", "areaServed"),
        Row("ces:servesTerritory", "areaServed"),
        Row("dcterms:source", "subjectOf"),
    ),
    "Place": (
        Row("geo:hasCentroid", "geo", "whole"),
        Row("geo:sfWithin", "containedInPlace"),
        Row("dcterms:source", "subjectOf"),
    ),
    "GeoCoordinates": (
        Row("geo:asWKT", "longitude", "longitude"),
        Row("geo:asWKT", "latitude", "latitude"),
    ),
    "DefinedTerm": (
        Row("skos:notation", "termCode", "plain"),
        Row("skos:inScheme", "inDefinedTermSet"),
    ),
    "DefinedTermSet": (Row("skos:hasTopConcept", "hasDefinedTerm"),),
    "Claim": (
        Row("ces:statementText", "text", "texts"),
        Row("ces:statementOf/ces:strategicFrameworkOf", "author"),
        Row("ces:aboutOrganization", "about"),
        Row("ces:concerns", "about"),
        Row("rdf:subject", "about"),
        Row("dcterms:source", "appearance"),
        Row("ces:position", "position", "plain"),
    ),
    "Observation": (
        Row("sdmx-dimension:refArea", "observationAbout"),
        Row("sdmx-dimension:refPeriod", "observationDate", "plain"),
        Row("ces:measure", "variableMeasured", type="StatisticalVariable"),
        Row("sdmx-measure:obsValue", "value", "number"),
        Row("sdmx-attribute:unitMeasure", "unitCode", "iri"),
        Row("ces:statedIn", "subjectOf"),
    ),
    "PropertyValue": (
        Row("skos:notation", "value", "plain"),
        Row("adms:schemaAgency", "propertyID", "text"),
    ),
    "SoftwareSourceCode": (
        Row("sh:select", "text", "plain"),
        Row("schema:keywords", "keywords", "plain"),
        Row("schema:position", "position", "plain"),
    ),
}
"""Type of schema.org → its rows. Of texts, the first row that gives any decides."""

KNOWN: dict[str, str | bool] = {
    "http://publications.europa.eu/resource/authority/access-right/PUBLIC": True,
    f"{PREFIXES['langue']}FRA": "fr",
    f"{PREFIXES['langue']}ENG": "en",
}
"""IRIs for which schema.org has a plain value."""
