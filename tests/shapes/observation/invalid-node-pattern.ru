PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE {
  observation:isq-part ?p ?o .
}
INSERT {
  observation:Part ?p ?o .
}
WHERE {
  observation:isq-part ?p ?o .
}
