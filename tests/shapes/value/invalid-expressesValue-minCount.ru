PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE DATA {
  enonce:mission ces:expressesValue c:valeur-equite .
}
