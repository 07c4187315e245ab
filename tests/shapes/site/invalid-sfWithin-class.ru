PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX site: <https://w3id.org/chantier-es/id/site/>

INSERT DATA {
  site:tiess geo:sfWithin <https://sws.geonames.org/6077246/> .
}
