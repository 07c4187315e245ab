PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX section: <https://w3id.org/chantier-es/id/section/>

DELETE DATA {
  enonce:mission ces:inSection section:mission .
}
