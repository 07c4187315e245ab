PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>

INSERT DATA {
  enonce:poles-20 prov:wasQuotedFrom passage:page-10-40 .
}
