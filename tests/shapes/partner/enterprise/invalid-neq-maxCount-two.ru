PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX e: <https://exemple.org/id/>

INSERT DATA {
  e:9 ces:neq "1170000008" , "1170000009" .
}
