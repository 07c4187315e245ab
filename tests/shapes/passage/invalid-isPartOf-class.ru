PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  source:page a ces:SourceDocument .
}
