PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

DELETE DATA {
  region:05 a ces:AdministrativeRegion .
}
