PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  vocabulaire:actions dcterms:modified "1999-01-01"^^xsd:date .
}
