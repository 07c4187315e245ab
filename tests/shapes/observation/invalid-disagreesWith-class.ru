PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

INSERT DATA {
  observation:isq-emplois ces:disagreesWith region:06 .
  region:06 ces:disagreesWith observation:isq-emplois .
}
