PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  enonce:axe-1 a ces:RoleStatement .
  organisation:chantier ces:roleStatement enonce:axe-1 .
}
