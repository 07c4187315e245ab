PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX enonce: <https://w3id.org/chantier-es/id/enonce/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

DELETE DATA {
  enonce:poles-22-2018 ces:aboutOrganization organisation:risq .
}
