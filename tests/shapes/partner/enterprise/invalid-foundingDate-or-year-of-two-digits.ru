PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  e:9 schema:foundingDate "98"^^xsd:gYear .
}
