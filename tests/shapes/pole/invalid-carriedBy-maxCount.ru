PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

INSERT DATA {
  pole:mauricie ces:carriedBy organisation:cdrol .
  attestation:mauricie-autre rdf:subject pole:mauricie ; rdf:predicate ces:carriedBy ; rdf:object organisation:cdrol .
}
