PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>

INSERT DATA {
  observation:isq-entreprises ces:valueQualifier c:plus-de .
}
