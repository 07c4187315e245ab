PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX source: <https://w3id.org/chantier-es/id/source/>

INSERT DATA {
  geometrie:Region_01 a geo:Geometry ; geo:asWKT "POINT(-68.53 48.14)"^^geo:wktLiteral ; prov:wasDerivedFrom source:limites .
  region:01 geo:hasGeometry geometrie:Region_01 .
}
