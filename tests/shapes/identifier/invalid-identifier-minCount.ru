PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

DELETE DATA {
  region:01 adms:identifier <https://w3id.org/chantier-es/id/identifiant/statcan-er-2415> .
}
