PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  observation:isq-entreprises dcterms:source source:isq .
} ;
INSERT DATA {
  observation:isq-entreprises dcterms:source source:rcdec .
}
