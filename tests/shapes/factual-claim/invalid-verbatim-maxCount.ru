PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

INSERT DATA {
  enonce:poles-22-2018 ces:verbatim "vingt-deux pôles" .
}
