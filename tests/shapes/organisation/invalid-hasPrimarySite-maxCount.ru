PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

INSERT DATA {
  organisation:chantier org:hasPrimarySite site:autre .
}
