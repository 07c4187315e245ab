PREFIX e: <https://exemple.org/id/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

INSERT DATA {
  e:9 vcard:hasEmail <mailto:prenom.nom@exemple.org> .
}
