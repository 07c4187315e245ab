PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE DATA {
  enonce:mandat-2 ces:position 2 .
} ;
INSERT DATA {
  enonce:mandat-2 ces:position 1 .
}
