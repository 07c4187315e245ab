PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX e: <https://exemple.org/id/>

DELETE DATA {
  e:1 dcterms:source <https://exemple.org/registre> .
}
