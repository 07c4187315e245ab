PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/dataset> dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
}
