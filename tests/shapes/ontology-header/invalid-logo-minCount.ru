PREFIX foaf: <http://xmlns.com/foaf/0.1/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> foaf:logo <https://w3id.org/chantier-es/static/logo.svg> .
}
