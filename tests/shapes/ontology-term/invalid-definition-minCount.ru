PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  ces:objet01 skos:definition "What objet01 says."@en .
}
