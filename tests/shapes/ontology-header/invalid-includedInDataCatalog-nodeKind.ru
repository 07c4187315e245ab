PREFIX schema: <https://schema.org/>

INSERT DATA {
  <https://w3id.org/chantier-es/ns> schema:includedInDataCatalog "catalogue"@fr .
}
