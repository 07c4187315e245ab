PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  portrait:2016 dcterms:issued "2019-04-30"^^xsd:date .
}
