PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE {
  GRAPH ?g {
    enonce:mandat-3 ces:documentOrder ?troisieme .
    enonce:mandat-4 ces:documentOrder ?quatrieme .
  }
}
INSERT {
  GRAPH ?g {
    enonce:mandat-3 ces:documentOrder ?quatrieme .
    enonce:mandat-4 ces:documentOrder ?troisieme .
  }
}
WHERE {
  GRAPH ?g {
    enonce:mandat-3 ces:documentOrder ?troisieme .
    enonce:mandat-4 ces:documentOrder ?quatrieme .
  }
}
