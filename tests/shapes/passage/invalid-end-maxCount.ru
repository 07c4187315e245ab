PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

INSERT DATA {
  passage:page-20-45 oa:end 45 .
}
