PREFIX site: <https://w3id.org/chantier-es/id/site/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

DELETE DATA {
  site:tiess vcard:street-address "1431, rue Fullum" .
} ;
INSERT DATA {
  site:tiess vcard:street-address "1431, rue Fullum"@fr .
}
