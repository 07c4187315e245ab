PREFIX e: <https://exemple.org/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  e:autre skos:prefLabel "Autre"@fr .
}
