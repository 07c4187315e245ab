PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

DELETE DATA {
  portrait:periode-2016 a dcterms:PeriodOfTime .
}
