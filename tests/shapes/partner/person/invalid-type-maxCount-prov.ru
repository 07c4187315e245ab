PREFIX e: <https://exemple.org/id/>
PREFIX prov: <http://www.w3.org/ns/prov#>

INSERT DATA {
  e:9 a prov:Person .
}
