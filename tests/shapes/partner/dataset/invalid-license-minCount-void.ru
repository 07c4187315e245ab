PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX e: <https://exemple.org/id/>
PREFIX void: <http://rdfs.org/ns/void#>

INSERT DATA {
  e:9 a void:Dataset ;
    dcterms:publisher e:editeur .
}
