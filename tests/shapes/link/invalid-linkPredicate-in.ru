PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX void: <http://rdfs.org/ns/void#>

INSERT DATA {
  <https://w3id.org/chantier-es/id/liens/wikidata> void:linkPredicate foaf:homepage .
}
