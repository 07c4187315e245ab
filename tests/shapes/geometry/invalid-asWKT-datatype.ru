PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>

DELETE DATA {
  geometrie:region-01-etiquette geo:asWKT "POINT(-68.53 48.14)"^^geo:wktLiteral .
} ;
INSERT DATA {
  geometrie:region-01-etiquette geo:asWKT "POINT(-68.53 48.14)" .
}
