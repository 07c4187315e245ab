PREFIX adms: <http://www.w3.org/ns/adms#>

DELETE DATA {
  <https://w3id.org/chantier-es/id/identifiant/statcan-er-2415> adms:schemaAgency "Statistics Canada"@en .
}
