PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  passage:page-10-40 dcterms:isPartOf source:page .
} ;
INSERT DATA {
  passage:page-10-40 dcterms:isPartOf source:revue-des-poles .
}
