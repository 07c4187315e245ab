PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>

INSERT DATA {
  geometrie:region-01-etiquette geo:asWKT "POINT(-68.5 48.1)"^^geo:wktLiteral .
}
