PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>

DELETE DATA {
  lacune:entreprises dcterms:description "Nothing was found."@en .
}
