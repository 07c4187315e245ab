PREFIX dcat: <http://www.w3.org/ns/dcat#>

DELETE DATA {
  <https://w3id.org/chantier-es/catalog> dcat:service <https://w3id.org/chantier-es/sparql-service> .
}
