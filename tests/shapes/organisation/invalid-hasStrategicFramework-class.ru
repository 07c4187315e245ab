PREFIX cadre: <https://w3id.org/chantier-es/id/cadre/>
PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX organisation: <https://w3id.org/chantier-es/id/organisation/>

INSERT DATA {
  organisation:chantier ces:hasStrategicFramework cadre:inconnu .
}
