PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE DATA {
  enonce:poles-22-2018 dcterms:description "Québec has twenty-two poles."@en .
}
