PREFIX site: <https://w3id.org/chantier-es/id/site/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

DELETE DATA {
  site:tiess vcard:locality "Montréal" .
} ;
INSERT DATA {
  site:tiess vcard:locality "Montréal"@fr .
}
