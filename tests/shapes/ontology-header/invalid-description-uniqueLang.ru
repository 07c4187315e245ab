PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  <https://w3id.org/chantier-es/ns> dcterms:description "Une autre formule"@fr .
}
