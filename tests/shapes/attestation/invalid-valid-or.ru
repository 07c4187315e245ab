PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  attestation:estrie-siege dcterms:valid "2024-01"^^xsd:gYearMonth .
} ;
INSERT DATA {
  attestation:estrie-siege dcterms:valid "janvier 2024" .
}
