PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>

INSERT DATA {
  ces:Classe23 a owl:Class .
}
