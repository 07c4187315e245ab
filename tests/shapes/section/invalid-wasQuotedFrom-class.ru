PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX passage: <https://w3id.org/chantier-es/id/passage/>

DELETE DATA {
  passage:page-10-17 a ces:Passage .
}
