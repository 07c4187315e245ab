PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/id/droits/contenu-propre> dcterms:description "Free reuse."@en .
}
