PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  organisation:chantier ces:formerName "Grupo de trabajo"@es .
}
