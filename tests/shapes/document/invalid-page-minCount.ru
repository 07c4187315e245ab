PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  source:rapport foaf:page <https://exemple.org/rapport> .
}
