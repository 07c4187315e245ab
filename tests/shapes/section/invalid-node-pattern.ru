PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX section: <https://w3id.org/chantier-es/id/section/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  section:Vision a ces:Section ; ces:heading "Vision." ; ces:position 3 ; ces:documentOrder 9 ; dcterms:isPartOf source:page ; prov:wasQuotedFrom passage:page-10-17 .
}
