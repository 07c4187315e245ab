PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA {
  ces:objet01 rdfs:label "objeto"@es .
}
