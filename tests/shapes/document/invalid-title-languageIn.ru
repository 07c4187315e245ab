PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  source:page dcterms:title "Chantier de la Economía Social"@es .
}
