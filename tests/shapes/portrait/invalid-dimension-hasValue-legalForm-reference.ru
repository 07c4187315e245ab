PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>
PREFIX qb: <http://purl.org/linked-data/cube#>

DELETE DATA {
  portrait:composante-legalform-reference qb:dimension ces:legalForm .
}
