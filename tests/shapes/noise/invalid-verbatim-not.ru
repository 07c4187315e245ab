PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE DATA {
  enonce:vision-1 ces:verbatim "Le Chantier vise la construction d’une économie plurielle." .
} ;
INSERT DATA {
  enonce:vision-1 ces:verbatim "Chargement..." .
}
