PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>

INSERT DATA {
  lacune:entreprises dcterms:description "Nada."@es .
}
