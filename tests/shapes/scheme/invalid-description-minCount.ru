PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

DELETE DATA {
  vocabulaire:echelles dcterms:description "The scales of action."@en .
}
