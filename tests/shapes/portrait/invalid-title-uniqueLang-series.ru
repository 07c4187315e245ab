PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX portrait: <https://w3id.org/chantier-es/id/portrait/>

INSERT DATA {
  portrait:serie dcterms:title "Un autre texte"@fr .
}
