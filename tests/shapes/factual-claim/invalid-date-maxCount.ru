PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  enonce:poles-22-2018 dcterms:date "2019"^^xsd:gYear .
}
