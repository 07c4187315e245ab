PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  enonce:mission ces:documentOrder 1 .
} ;
INSERT DATA {
  enonce:mission ces:documentOrder "1"^^xsd:positiveInteger .
}
