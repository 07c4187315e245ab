PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE WHERE {
  GRAPH ?g { enonce:mandat-3 ces:statementOf cadre:chantier }
}
