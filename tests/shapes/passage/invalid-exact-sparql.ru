PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

DELETE DATA {
  selecteur:page-20-45-citation oa:exact "Une économie à construire" .
} ;
INSERT DATA {
  selecteur:page-20-45-citation oa:exact "Une économie" .
}
