PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  cadre:chantier dcterms:source source:page .
}
