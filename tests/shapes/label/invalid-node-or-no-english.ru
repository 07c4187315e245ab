PREFIX section: <https://w3id.org/chantier-es/id/section/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  section:mission skos:prefLabel "Mission"@en .
}
