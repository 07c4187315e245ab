PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  source:page dcterms:issued "2019"^^xsd:gYear .
} ;
INSERT DATA {
  source:page dcterms:issued "avril 2019"@fr .
}
