PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

DELETE DATA {
  region:01 geo:hasGeometry geometrie:region-01-etiquette .
}
