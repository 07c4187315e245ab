PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>

INSERT DATA {
  pole:mauricie ces:carriedBy organisation:inconnue .
}
