PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE DATA {
  observation:isq-entreprises ces:position 1 .
} ;
INSERT DATA {
  observation:isq-entreprises ces:position 1.5 .
}
