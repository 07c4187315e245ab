PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX section: <https://w3id.org/chantier-es/id/section/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  section:mandats ces:documentOrder 1 .
} ;
INSERT DATA {
  section:mandats ces:documentOrder "1"^^xsd:positiveInteger .
}
