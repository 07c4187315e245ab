PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  territoire:ile dcterms:source source:page .
}
