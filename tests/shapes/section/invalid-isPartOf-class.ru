PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX section: <https://w3id.org/chantier-es/id/section/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  section:autre a ces:Section ; ces:heading "Autres." ; ces:position 9 ; ces:documentOrder 9 ; dcterms:isPartOf source:inconnue ; prov:wasQuotedFrom passage:page-10-17 .
}
