PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  passage:page-209-433 skos:prefLabel "Lorem ipsum"@en .
}
