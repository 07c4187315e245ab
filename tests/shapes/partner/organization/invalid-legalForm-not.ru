PREFIX c: <https://w3id.org/chantier-es/id/concept/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX e: <https://exemple.org/id/>

INSERT DATA {
  e:1 ces:legalForm c:forme-ensemble .
}
