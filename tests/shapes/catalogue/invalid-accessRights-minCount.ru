PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/dataset> dcterms:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> .
}
