PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> dcterms:modified "2026-11-23"^^xsd:date .
} ;
INSERT DATA {
  <https://w3id.org/chantier-es/ns> dcterms:modified "23 novembre 2026"@fr .
}
