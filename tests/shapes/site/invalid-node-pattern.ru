PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX site: <https://w3id.org/chantier-es/id/site/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

INSERT DATA {
  site:TIESS a org:Site ; vcard:locality "Montréal" ; org:siteOf organisation:tiess .
}
