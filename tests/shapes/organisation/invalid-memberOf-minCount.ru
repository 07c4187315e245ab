PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>

DELETE DATA {
  pole:estrie org:memberOf organisation:poles .
}
