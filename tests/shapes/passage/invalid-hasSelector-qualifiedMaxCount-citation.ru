PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

INSERT DATA {
  passage:page-20-45 oa:hasSelector selecteur:page-20-45-20-45-citation .
  selecteur:page-20-45-20-45-citation a oa:TextQuoteSelector ;
    oa:exact "une économie à construire" .
}
