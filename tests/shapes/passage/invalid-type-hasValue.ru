PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

DELETE DATA {
  passage:page-20-45 a oa:SpecificResource .
}
