PREFIX e: <https://exemple.org/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

INSERT DATA {
  e:9 foaf:givenName "Exemple" .
}
