PREFIX schema: <https://schema.org/>

DELETE DATA {
  <https://w3id.org/chantier-es/id/droits/contenu-propre> schema:creditText "The contributors"@en .
}
