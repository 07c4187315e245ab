PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>

DELETE DATA {
  observation:entreprises qb:dataSet portrait:2016 .
}
