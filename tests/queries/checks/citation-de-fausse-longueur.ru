PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE {
  GRAPH ?g { enonce:mandat-3 ces:verbatim ?texte }
}
INSERT {
  GRAPH ?g { enonce:mandat-3 ces:verbatim "Créer des conditions." }
}
WHERE {
  GRAPH ?g { enonce:mandat-3 ces:verbatim ?texte }
}
