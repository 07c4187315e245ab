PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

DELETE DATA {
  attestation:estrie-siege rdf:predicate org:hasPrimarySite ;
    rdf:object site:estrie .
} ;
INSERT DATA {
  attestation:estrie-siege rdf:predicate rdf:value ;
    rdf:object 12.50 .
  pole:estrie rdf:value 12.5 .
}
