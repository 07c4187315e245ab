PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

INSERT DATA {
  attestation:estrie-siege rdf:object site:autre .
  pole:estrie org:hasPrimarySite site:autre .
}
