PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> dcterms:issued "2026-11-23"^^xsd:date .
}
