PREFIX dcterms: <http://purl.org/dc/terms/>

INSERT DATA {
  <https://w3id.org/chantier-es/graph/autre> a <http://www.w3.org/ns/sparql-service-description#NamedGraph> ; dcterms:isPartOf <https://w3id.org/chantier-es/dataset> .
}
