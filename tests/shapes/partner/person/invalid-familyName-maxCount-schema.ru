PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:9 schema:familyName "Exemple" .
}
