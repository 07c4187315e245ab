PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>

DELETE DATA {
  region:06 a geo:Feature .
}
