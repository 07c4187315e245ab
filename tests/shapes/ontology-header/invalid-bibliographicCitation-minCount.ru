PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> dcterms:bibliographicCitation "Ontology, version 1.0.0."@en .
}
