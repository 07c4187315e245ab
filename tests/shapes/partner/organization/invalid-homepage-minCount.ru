PREFIX e: <https://exemple.org/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>

DELETE DATA {
  e:1 foaf:homepage <https://exemple.org/> .
}
