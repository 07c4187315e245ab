PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

INSERT DATA {
  region:06 dcterms:source <https://exemple.org/> .
}
