PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX e: <https://exemple.org/id/>

INSERT DATA {
  e:9 a dcat:Dataset ;
    dcterms:publisher e:editeur .
}
