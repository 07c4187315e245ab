PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE DATA {
  ces:objet01 rdfs:domain ces:Classe01 .
}
