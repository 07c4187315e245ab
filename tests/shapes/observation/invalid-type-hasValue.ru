PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX qb: <http://purl.org/linked-data/cube#>

DELETE DATA {
  observation:isq-entreprises a qb:Observation .
}
