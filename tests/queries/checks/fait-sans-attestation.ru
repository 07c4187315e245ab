PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>

INSERT DATA {
  pole:mauricie foaf:homepage <https://example.org/> .
}
