PREFIX adms: <http://www.w3.org/ns/adms#>

INSERT DATA {
  <https://w3id.org/chantier-es/id/identifiant/statcan-er-2415> adms:schemaAgency "Estadísticas de Canadá"@es .
}
