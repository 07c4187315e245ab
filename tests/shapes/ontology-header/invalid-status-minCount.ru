PREFIX bibo: <http://purl.org/ontology/bibo/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> bibo:status <http://purl.org/ontology/bibo/status/published> .
}
