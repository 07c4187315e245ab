PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  cadre:chantier ces:hasStatement enonce:axis-de-trop .
  enonce:axis-de-trop a ces:StrategicAxis .
}
