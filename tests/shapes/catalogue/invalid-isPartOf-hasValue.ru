PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/graph/data/poles> dcterms:isPartOf <https://w3id.org/chantier-es/dataset> .
}
