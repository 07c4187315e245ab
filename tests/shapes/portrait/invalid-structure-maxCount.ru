PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT DATA {
  portrait:2016 qb:structure portrait:structure-reference .
}
