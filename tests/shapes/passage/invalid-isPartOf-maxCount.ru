PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  passage:page-20-45 dcterms:isPartOf source:rapport .
  passage:page-20-45 oa:hasSource source:rapport .
}
