PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>

DELETE {
  enonce:poles-20 ?p ?o .
}
INSERT {
  enonce:Poles_20 ?p ?o .
}
WHERE {
  enonce:poles-20 ?p ?o .
}
