PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  attestation:estrie-siege rdf:predicate org:hasPrimarySite .
}
