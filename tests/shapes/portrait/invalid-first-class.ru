PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

DELETE DATA {
  portrait:serie dcat:first portrait:2016 .
} ;
INSERT DATA {
  portrait:serie dcat:first portrait:2015 .
}
