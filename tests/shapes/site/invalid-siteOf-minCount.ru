PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

DELETE DATA {
  organisation:tiess org:hasPrimarySite site:tiess .
}
