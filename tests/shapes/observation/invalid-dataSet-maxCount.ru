PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
  observation:isq-entreprises qb:dataSet portrait:2022 .
}
