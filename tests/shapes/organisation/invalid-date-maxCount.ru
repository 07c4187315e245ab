PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX evenement: <https://w3id.org/chantier-es/id/evenement/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  evenement:constitution-du-chantier dcterms:date "1999"^^xsd:gYear .
}
