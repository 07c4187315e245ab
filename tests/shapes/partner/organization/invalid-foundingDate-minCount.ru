PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

DELETE DATA {
  e:1 schema:foundingDate "1998"^^xsd:gYear .
}
