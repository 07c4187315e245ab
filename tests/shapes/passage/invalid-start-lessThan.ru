PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

INSERT DATA {
  selecteur:page-45-20-position a oa:TextPositionSelector ;
    oa:start 45 ;
    oa:end 20 .
}
