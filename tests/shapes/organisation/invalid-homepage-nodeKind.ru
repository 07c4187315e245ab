PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

DELETE DATA {
  organisation:chantier foaf:homepage <https://chantier.qc.ca/> .
} ;
INSERT DATA {
  organisation:chantier foaf:homepage "https://chantier.qc.ca/" .
}
