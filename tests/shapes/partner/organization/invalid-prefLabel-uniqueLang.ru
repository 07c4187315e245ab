PREFIX e: <https://exemple.org/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  e:1 skos:prefLabel "L’Exemple"@fr-CA .
}
