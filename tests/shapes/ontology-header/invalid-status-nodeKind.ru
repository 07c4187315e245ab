PREFIX bibo: <http://purl.org/ontology/bibo/>

INSERT DATA {
  <https://w3id.org/chantier-es/ns> bibo:status "publiée"@fr .
}
