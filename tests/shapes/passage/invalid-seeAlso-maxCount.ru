PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

INSERT DATA {
  passage:page-20-45 rdfs:seeAlso <https://exemple.org/page.txt#char=20,45> .
}
