PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX e: <https://exemple.org/id/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>

INSERT DATA {
  e:1 ces:accompaniedBy pole:mauricy .
}
