PREFIX org: <http://www.w3.org/ns/org#>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

DELETE DATA {
  site:chantier a org:Site .
}
