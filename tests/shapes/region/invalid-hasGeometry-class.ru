PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

INSERT DATA {
  region:06 geo:hasGeometry geometrie:inconnue .
}
