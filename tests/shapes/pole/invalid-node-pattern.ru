PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>
PREFIX pole: <https://w3id.org/chantier-es/id/pole/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  pole:Estrie_05 a ces:RegionalPole ; org:memberOf organisation:poles .
  territoire:mauricie ces:servedBy pole:Estrie_05 .
}
