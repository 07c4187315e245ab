PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

INSERT DATA {
  portrait:2016 dcterms:temporal portrait:periode-2017 .
}
