PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>

INSERT DATA {
  lacune:entreprises ces:gapAbout "Estrie" .
}
