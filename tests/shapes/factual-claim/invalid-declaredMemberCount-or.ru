PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE DATA {
  enonce:poles-presence ces:declaredMemberCount 22 .
} ;
INSERT DATA {
  enonce:poles-presence ces:declaredMemberCount 22.5 .
}
