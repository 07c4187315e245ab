PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

INSERT DATA {
  attestation:Siege_Estrie a ces:Attestation ; rdf:subject pole:estrie ; rdf:predicate org:hasPrimarySite ; rdf:object site:estrie .
}
