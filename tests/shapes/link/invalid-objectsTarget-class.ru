PREFIX void: <http://rdfs.org/ns/void#>

DELETE DATA {
  <https://w3id.org/chantier-es/id/jeu-externe/wikidata> a void:Dataset .
}
