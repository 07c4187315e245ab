PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  enonce:mission dcterms:source source:page .
}
