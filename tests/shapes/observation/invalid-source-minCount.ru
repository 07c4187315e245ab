PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  observation:reference-entreprises dcterms:source source:isq .
}
