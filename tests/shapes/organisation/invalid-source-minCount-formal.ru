PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  organisation:fiducie dcterms:source source:page .
}
