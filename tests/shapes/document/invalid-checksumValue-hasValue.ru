PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  <https://w3id.org/chantier-es/id/source/page.txt#sha256> spdx:checksumValue "ed7eb2ed2c0201845e3d661cf6d897ff9e51a20252d4e95e78b20b5da21a6bf0"^^xsd:hexBinary .
} ;
INSERT DATA {
  <https://w3id.org/chantier-es/id/source/page.txt#sha256> spdx:checksumValue "00"^^xsd:hexBinary .
}
