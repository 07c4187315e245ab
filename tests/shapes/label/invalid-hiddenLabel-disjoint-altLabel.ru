PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  enonce:mission skos:hiddenLabel "Notre mission"@fr .
}
