PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  territoire:ile dcterms:source <https://exemple.org/> .
}
