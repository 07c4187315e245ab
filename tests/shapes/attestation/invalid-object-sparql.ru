PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

DELETE DATA {
  attestation:estrie-siege rdf:object site:estrie .
} ;
INSERT DATA {
  attestation:estrie-siege rdf:object site:laval .
}
