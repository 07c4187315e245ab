PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  <https://w3id.org/chantier-es/id/droits/contenu-propre> dcterms:description "Un autre texte"@fr .
}
