PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  pole:estrie dcterms:source source:page .
}
