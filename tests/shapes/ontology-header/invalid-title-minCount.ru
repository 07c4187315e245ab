PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> dcterms:title "Ontology"@en .
}
