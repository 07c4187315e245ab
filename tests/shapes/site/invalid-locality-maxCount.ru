PREFIX site: <https://w3id.org/chantier-es/id/site/>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>

INSERT DATA {
  site:tiess vcard:locality "Longueuil" .
}
