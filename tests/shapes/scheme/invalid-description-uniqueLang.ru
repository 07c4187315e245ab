PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

INSERT DATA {
  vocabulaire:echelles dcterms:description "Les niveaux d’action."@fr .
}
