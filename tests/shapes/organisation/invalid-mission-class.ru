PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  organisation:chantier ces:mission enonce:mandat-1 .
}
