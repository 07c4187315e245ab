PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

DELETE DATA {
  passage:page-20-45 oa:hasSelector selecteur:page-20-45-citation .
}
