PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>

INSERT DATA {
  <https://w3id.org/chantier-es/graph/data/vide> a sd:NamedGraph .
}
