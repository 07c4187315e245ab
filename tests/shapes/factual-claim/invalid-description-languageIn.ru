PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  enonce:poles-22-2018 dcterms:description "Hay veintidós polos."@es .
}
