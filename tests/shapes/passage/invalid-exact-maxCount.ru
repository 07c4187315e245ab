PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

INSERT DATA {
  selecteur:page-20-45-citation oa:exact "une économie à construire" .
}
