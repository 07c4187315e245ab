PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  e:1 skos:prefLabel "Coopérative Exemple"@fr-CA .
} ;
INSERT DATA {
  e:1 schema:name "Coopérative Exemple" .
}
