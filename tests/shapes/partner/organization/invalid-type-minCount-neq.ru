PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX e: <https://exemple.org/id/>

INSERT DATA {
  e:autre ces:neq "1170000001" .
}
