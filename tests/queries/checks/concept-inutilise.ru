PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

INSERT DATA {
  c:concept-oublie
    a skos:Concept ;
    skos:inScheme vocabulaire:actions ;
    skos:topConceptOf vocabulaire:actions .
  vocabulaire:actions skos:hasTopConcept c:concept-oublie .
}
