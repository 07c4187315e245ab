PREFIX dcat: <http://www.w3.org/ns/dcat#>

DELETE DATA {
  <https://w3id.org/chantier-es/sparql-service> dcat:endpointURL <https://w3id.org/chantier-es/sparql> .
}
