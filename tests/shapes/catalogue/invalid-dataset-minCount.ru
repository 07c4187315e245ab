PREFIX dcat: <http://www.w3.org/ns/dcat#>

DELETE DATA {
  <https://w3id.org/chantier-es/catalog> dcat:dataset <https://w3id.org/chantier-es/graph/data/poles> .
}
