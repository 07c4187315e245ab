PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX e: <https://exemple.org/id/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  e:autre a foaf:Organization ;
  skos:prefLabel "Coopérative Exemple"@fr-CA ;
  ces:activitySector c:arts-culture ;
  ces:legalForm c:forme-cooperative ;
  ces:neq "1170000000" ;
  ces:servesAim c:economie-solidaire ;
  schema:foundingDate "1998"^^xsd:gYear ;
  schema:numberOfEmployees 12 ;
  foaf:homepage <https://exemple.org/> .
}
