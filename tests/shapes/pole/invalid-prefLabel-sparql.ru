PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  attestation:mauricie-nom rdf:object "Pôle d’économie sociale de la Mauricie"@fr .
}
