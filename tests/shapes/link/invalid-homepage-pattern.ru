PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  organisation:risq foaf:homepage <ftp://fonds-risq.qc.ca/> .
}
