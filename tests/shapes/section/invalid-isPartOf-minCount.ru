PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX section: <https://w3id.org/chantier-es/id/section/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  section:mandats dcterms:isPartOf source:page .
}
