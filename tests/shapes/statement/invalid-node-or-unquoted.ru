PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX prov: <http://www.w3.org/ns/prov#>

DELETE WHERE {
  enonce:mission ces:verbatim ?verbatim ;
    prov:wasQuotedFrom ?passage .
}
