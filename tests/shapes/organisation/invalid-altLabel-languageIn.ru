PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  organisation:chantier skos:altLabel "Chantier de la economía social"@es .
}
