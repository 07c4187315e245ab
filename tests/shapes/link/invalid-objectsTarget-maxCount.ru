PREFIX void: <http://rdfs.org/ns/void#>

INSERT DATA {
  <https://w3id.org/chantier-es/id/liens/wikidata> void:objectsTarget <https://w3id.org/chantier-es/dataset> .
  <https://w3id.org/chantier-es/dataset> a void:Dataset ; void:uriSpace "https://w3id.org/chantier-es/id/" .
}
