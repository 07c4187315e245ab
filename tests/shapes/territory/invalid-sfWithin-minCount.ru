PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

DELETE DATA {
  territoire:ile geo:sfWithin region:06 .
}
