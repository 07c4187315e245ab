PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  ces:objet01 skos:definition "Lo que dice."@es .
}
