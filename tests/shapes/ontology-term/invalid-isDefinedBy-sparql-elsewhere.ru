PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA {
  ces:Classe23 a owl:Class ;
    rdfs:isDefinedBy <https://w3id.org/chantier-es/nsx/enterprise> .
}
