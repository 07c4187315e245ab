PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  cadre:chantier dcterms:issued "2014"^^xsd:gYear .
}
