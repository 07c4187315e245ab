PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE DATA {
  enonce:mission ces:statementText "Promouvoir l’économie sociale."@fr .
} ;
INSERT DATA {
  enonce:mission ces:statementText "Lorem ipsum dolor sit amet."@fr .
}
