PREFIX e: <https://exemple.org/id/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX schema: <https://schema.org/>

INSERT DATA {
  e:8 schema:name "Coop Autre"@fr ;
    org:hasPrimarySite e:siege-1 .
  e:9 schema:name "Coop Autre"@fr ;
    org:hasPrimarySite e:siege-1 .
}
