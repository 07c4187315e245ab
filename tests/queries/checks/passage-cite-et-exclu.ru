PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

INSERT DATA {
  passage:page-209-433 ces:exclusionReason "Écarté par erreur."@fr .
}
