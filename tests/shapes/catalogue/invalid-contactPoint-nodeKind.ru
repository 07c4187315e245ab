PREFIX dcat: <http://www.w3.org/ns/dcat#>

INSERT DATA {
  <https://w3id.org/chantier-es/dataset> dcat:contactPoint "équipe"@fr .
}
