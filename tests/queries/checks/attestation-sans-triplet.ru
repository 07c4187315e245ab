PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>

DELETE WHERE {
  GRAPH ?g { pole:estrie foaf:homepage ?site }
}
