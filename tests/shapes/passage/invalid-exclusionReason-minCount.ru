PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

DELETE DATA {
  passage:page-0-13 ces:exclusionReason "Loading indicator."@en .
}
