PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
  portrait:structure-reference qb:component portrait:composante-position .
}
