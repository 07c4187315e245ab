PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  territoire:ile geo:sfWithin <https://sws.geonames.org/6077246/> .
}
