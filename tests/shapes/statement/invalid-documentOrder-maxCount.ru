PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  enonce:mission ces:documentOrder 2 .
}
