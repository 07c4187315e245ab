PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>

DELETE DATA {
  enonce:mission prov:wasQuotedFrom passage:page-20-45 .
}
