PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX section: <https://w3id.org/chantier-es/id/section/>

INSERT DATA {
  section:mandats prov:wasQuotedFrom passage:page-30-37 .
}
