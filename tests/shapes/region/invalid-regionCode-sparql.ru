PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

DELETE DATA {
  region:06 ces:regionCode "06" .
} ;
INSERT DATA {
  region:06 ces:regionCode "07" .
}
