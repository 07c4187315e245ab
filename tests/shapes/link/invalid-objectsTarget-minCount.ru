PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX void: <http://rdfs.org/ns/void#>

INSERT DATA {
  <https://w3id.org/chantier-es/id/liens/autre> a void:Linkset ; void:linkPredicate skos:closeMatch ; void:subjectsTarget <https://w3id.org/chantier-es/dataset> ; dcterms:source source:wikidata .
}
