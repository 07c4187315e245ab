PREFIX dcat: <http://www.w3.org/ns/dcat#>

INSERT DATA {
  <https://w3id.org/chantier-es/catalog> dcat:service <https://exemple.org/service> .
}
