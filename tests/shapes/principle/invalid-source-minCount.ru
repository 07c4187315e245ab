PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  c:principe-6 dcterms:source <https://exemple.org/loi/3> .
}
