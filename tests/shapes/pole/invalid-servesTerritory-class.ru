PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  territoire:mauricie a ces:ServedTerritory .
}
