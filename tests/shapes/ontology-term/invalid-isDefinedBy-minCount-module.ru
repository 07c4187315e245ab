PREFIX ces: <https://w3id.org/chantier-es/ns#>

DELETE WHERE {
  ces:Module01 ?p ?o .
}
