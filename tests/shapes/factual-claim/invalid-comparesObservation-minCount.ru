PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE DATA {
  enonce:portrait-comparaison ces:comparesObservation observation:chiffre-affaires .
} ;
INSERT DATA {
  enonce:portrait-comparaison ces:concerns c:territoire .
}
