PREFIX ces: <https://w3id.org/chantier-es/ns#>

DELETE WHERE {
  ces:Classe22 ?p ?o .
}
