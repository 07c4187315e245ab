PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  cadre:chantier ces:hasStatement enonce:vision-de-trop .
  enonce:vision-de-trop a ces:Vision .
}
