PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

INSERT DATA {
  <https://w3id.org/chantier-es/id/personne/une-personne> a vcard:Individual .
}
