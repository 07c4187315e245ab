PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  territoire:estrie geo:sfWithin region:06 .
}
