PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  passage:page-0-13 oa:hasSource source:page .
}
