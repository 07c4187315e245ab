PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  enonce:mission dcterms:source <https://chantier.qc.ca/> .
}
