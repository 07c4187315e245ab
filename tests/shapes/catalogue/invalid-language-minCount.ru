PREFIX dcterms: <http://purl.org/dc/terms/>

DELETE DATA {
  <https://w3id.org/chantier-es/dataset> dcterms:language <http://publications.europa.eu/resource/authority/language/FRA> .
}
