PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/dataset> dcterms:description "What the resource holds."@en .
}
