PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE DATA {
  observation:entreprises a ces:PortraitObservation .
}
