PREFIX schema: <https://schema.org/>

INSERT DATA {
  <https://w3id.org/chantier-es/id/droits/contenu-propre> schema:creditText "Un autre texte"@fr .
}
