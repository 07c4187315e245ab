PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

DELETE DATA {
  passage:page-20-45 rdfs:seeAlso <https://w3id.org/chantier-es/id/source/page.txt#char=20,45> .
} ;
INSERT DATA {
  passage:page-20-45 rdfs:seeAlso <https://w3id.org/chantier-es/id/source/page.txt#char=20,46> .
}
