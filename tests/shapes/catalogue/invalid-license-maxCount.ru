PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  <https://w3id.org/chantier-es/dataset> dcterms:license <https://exemple.org/licence> .
}
