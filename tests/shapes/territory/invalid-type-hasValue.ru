PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  territoire:ile a geo:Feature .
}
