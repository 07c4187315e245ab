PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX selecteur: <https://w3id.org/chantier-es/id/selecteur/>

INSERT DATA {
  passage:page-0-13 oa:hasSelector selecteur:page-0-13-citation .
}
