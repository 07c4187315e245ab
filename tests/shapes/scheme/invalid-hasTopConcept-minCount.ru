PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

DELETE WHERE {
  vocabulaire:echelles skos:hasTopConcept ?concept .
  ?concept skos:topConceptOf vocabulaire:echelles .
}
