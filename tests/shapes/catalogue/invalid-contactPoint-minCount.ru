PREFIX dcat: <http://www.w3.org/ns/dcat#>

DELETE DATA {
  <https://w3id.org/chantier-es/dataset> dcat:contactPoint <https://w3id.org/chantier-es/id/contact/equipe> .
}
