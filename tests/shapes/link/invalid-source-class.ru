PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  <https://w3id.org/chantier-es/id/liens/wikidata> dcterms:source <https://exemple.org/> .
}
