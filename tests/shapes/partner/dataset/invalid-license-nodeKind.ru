PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX e: <https://exemple.org/id/>

INSERT DATA {
  e:1 dcterms:license "CC BY" .
}
