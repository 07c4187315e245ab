PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX lacune: <https://w3id.org/chantier-es/id/lacune/>

DELETE WHERE {
  lacune:entreprises ces:gapAbout ?thing .
}
