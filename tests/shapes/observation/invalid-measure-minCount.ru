PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

DELETE DATA {
  observation:isq-entreprises ces:measure c:nombre-entreprises .
}
