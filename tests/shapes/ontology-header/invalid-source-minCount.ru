PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> dcterms:source source:page .
}
