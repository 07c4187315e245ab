PREFIX schema: <https://schema.org/>

INSERT DATA {
  <https://w3id.org/chantier-es/id/personne/une-personne> a schema:Person .
}
