PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX vocabulaire: <https://w3id.org/chantier-es/id/vocabulaire/>

INSERT DATA {
  vocabulaire:Echelles_2 a skos:ConceptScheme ;
    dcterms:title "Échelles"@fr, "Scales"@en ;
    dcterms:description "Les échelles d’action."@fr, "The scales of action."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    skos:hasTopConcept c:local .
  c:local skos:topConceptOf vocabulaire:Echelles_2 .
}
