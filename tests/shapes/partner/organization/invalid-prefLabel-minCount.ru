PREFIX e: <https://exemple.org/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

DELETE DATA {
  e:1 skos:prefLabel "Coopérative Exemple"@fr-CA .
} ;
INSERT DATA {
  e:1 skos:altLabel "L’Exemple"@fr .
}
