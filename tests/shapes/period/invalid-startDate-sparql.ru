PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  portrait:periode-2016 dcat:startDate "2016"^^xsd:gYear .
} ;
INSERT DATA {
  portrait:periode-2016 dcat:startDate "2017"^^xsd:gYear .
}
