PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

DELETE DATA {
  portrait:2016 dcat:inSeries portrait:serie .
} ;
INSERT DATA {
  portrait:2016 dcat:inSeries portrait:serie-3 .
}
