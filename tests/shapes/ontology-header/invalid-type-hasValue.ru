PREFIX owl: <http://www.w3.org/2002/07/owl#>

DELETE DATA {
  <https://w3id.org/chantier-es/ns> a owl:Ontology .
}
