PREFIX void: <http://rdfs.org/ns/void#>

DELETE DATA {
  <https://w3id.org/chantier-es/id/liens/wikidata> void:subjectsTarget <https://w3id.org/chantier-es/dataset> .
}
