PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  region:06 ces:servesTerritory territoire:ile .
}
