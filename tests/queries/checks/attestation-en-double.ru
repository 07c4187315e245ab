PREFIX attestation: <https://w3id.org/chantier-es/id/attestation/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  attestation:en-double
    a ces:Attestation ;
    rdf:subject pole:estrie ;
    rdf:predicate foaf:homepage ;
    rdf:object <https://economiesocialeestrie.ca/> ;
    dcterms:source source:en-double .
  attestation:en-double-bis
    a ces:Attestation ;
    rdf:subject pole:estrie ;
    rdf:predicate foaf:homepage ;
    rdf:object <https://economiesocialeestrie.ca/> ;
    dcterms:source source:en-double .
}
