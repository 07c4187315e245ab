PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

DELETE DATA {
  geometrie:region-01-etiquette prov:wasDerivedFrom source:limites .
}
