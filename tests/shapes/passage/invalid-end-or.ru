PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  selecteur:page-20-45-position oa:end "45"^^xsd:nonNegativeInteger .
} ;
INSERT DATA {
  selecteur:page-20-45-position oa:end "45"^^xsd:long .
}
