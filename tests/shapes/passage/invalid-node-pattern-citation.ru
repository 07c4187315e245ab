PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

INSERT DATA {
  selecteur:page-50-60 a oa:TextQuoteSelector ;
    oa:exact "Promouvoir" .
}
