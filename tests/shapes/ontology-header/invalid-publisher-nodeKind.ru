PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  <https://w3id.org/chantier-es/ns> dcterms:publisher "Les contributrices et contributeurs" .
}
