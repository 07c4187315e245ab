PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX void: <http://rdfs.org/ns/void#>

DELETE DATA {
  <https://w3id.org/chantier-es/id/liens/wikidata> void:linkPredicate skos:closeMatch .
}
