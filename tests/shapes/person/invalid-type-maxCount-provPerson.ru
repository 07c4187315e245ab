PREFIX prov: <http://www.w3.org/ns/prov#>

INSERT DATA {
  <https://w3id.org/chantier-es/id/personne/une-personne> a prov:Person .
}
