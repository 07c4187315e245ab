PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:autre schema:legalName "Autre"@fr .
}
