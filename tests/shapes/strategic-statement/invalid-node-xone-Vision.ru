PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  enonce:vision-1 a ces:Mission .
  organisation:chantier ces:mission enonce:vision-1 .
}
