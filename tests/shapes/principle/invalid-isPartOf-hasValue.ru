PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  c:principe-6 dcterms:isPartOf source:loi-es .
}
