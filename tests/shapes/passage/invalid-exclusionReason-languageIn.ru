PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

INSERT DATA {
  passage:page-0-13 ces:exclusionReason "Indicador de carga."@es .
}
