PREFIX foaf: <http://xmlns.com/foaf/0.1/>

INSERT DATA {
  <https://w3id.org/chantier-es/id/personne/une-personne> a foaf:Person .
}
