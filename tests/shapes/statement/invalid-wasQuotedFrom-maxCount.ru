PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  enonce:mission prov:wasQuotedFrom passage:page-50-80 .
  passage:page-50-80 a ces:Passage ; dcterms:isPartOf source:page .
}
