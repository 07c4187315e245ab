PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

INSERT DATA {
  observation:2016-isq-entreprises ces:disagreesWith observation:2022-isq-entreprises .
}
