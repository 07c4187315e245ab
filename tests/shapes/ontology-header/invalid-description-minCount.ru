PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> dcterms:description "A vocabulary."@en .
}
