PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE DATA {
  enonce:portrait-1 ces:statesObservation observation:chiffre-affaires .
}
