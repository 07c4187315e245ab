PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  observation:isq-entreprises ces:statedIn source:rcdec .
  observation:isq-entreprises dcterms:source source:rcdec .
}
