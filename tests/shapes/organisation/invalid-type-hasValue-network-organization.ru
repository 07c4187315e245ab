PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

DELETE DATA {
  organisation:poles a org:Organization .
}
