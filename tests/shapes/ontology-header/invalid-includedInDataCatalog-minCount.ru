PREFIX schema: <https://schema.org/>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> schema:includedInDataCatalog <https://w3id.org/chantier-es/catalog> .
}
