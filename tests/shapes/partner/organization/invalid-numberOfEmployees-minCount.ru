PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>

DELETE DATA {
  e:1 schema:numberOfEmployees 12 .
}
