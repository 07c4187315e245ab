PREFIX e: <https://exemple.org/id/>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:8 schema:name "Coop Autre"@fr ;
    schema:address e:adresse-1 .
  e:9 schema:name "Coop Autre"@fr ;
    schema:address e:adresse-1 .
}
