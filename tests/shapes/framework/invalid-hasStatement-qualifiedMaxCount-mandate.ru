PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  cadre:chantier ces:hasStatement enonce:mandate-de-trop .
  enonce:mandate-de-trop a ces:Mandate .
}
