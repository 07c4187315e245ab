PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

INSERT DATA {
  passage:page-10-40 ces:exclusionReason "Bruit de la page."@fr .
}
