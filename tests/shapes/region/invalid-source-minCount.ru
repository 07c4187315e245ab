PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  region:06 dcterms:source source:regions .
}
