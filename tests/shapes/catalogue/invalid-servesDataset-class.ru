PREFIX dcat: <http://www.w3.org/ns/dcat#>

INSERT DATA {
  <https://w3id.org/chantier-es/sparql-service> dcat:servesDataset <https://exemple.org/jeu> .
}
