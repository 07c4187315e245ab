PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  ces:donnee01 rdfs:range xsd:string .
}
