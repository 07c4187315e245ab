PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX section: <https://w3id.org/chantier-es/id/section/>

INSERT DATA {
  enonce:mission ces:inSection section:portrait .
}
