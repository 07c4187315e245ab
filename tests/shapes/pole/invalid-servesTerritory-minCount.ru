PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  pole:mauricie ces:servesTerritory territoire:mauricie .
}
