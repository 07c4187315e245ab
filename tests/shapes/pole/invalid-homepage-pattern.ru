PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

DELETE DATA {
  attestation:mauricie-site rdf:object <https://exemple.org/> .
  pole:mauricie foaf:homepage <https://exemple.org/> .
} ;
INSERT DATA {
  attestation:mauricie-site rdf:object <https://exemple.org/accueil.html> .
  pole:mauricie foaf:homepage <https://exemple.org/accueil.html> .
}
