PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  passage:page-20-45 dcterms:isPartOf source:rapport .
}
