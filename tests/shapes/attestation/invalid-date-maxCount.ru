PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  attestation:estrie-siege dcterms:date "2025"^^xsd:gYear .
}
