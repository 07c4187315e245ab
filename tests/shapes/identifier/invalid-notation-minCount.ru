PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  <https://w3id.org/chantier-es/id/identifiant/statcan-er-2415> skos:notation "2415" .
}
