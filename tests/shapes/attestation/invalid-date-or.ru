PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  attestation:estrie-siege dcterms:date "2024"^^xsd:gYear .
} ;
INSERT DATA {
  attestation:estrie-siege dcterms:date "en 2024"@fr .
}
