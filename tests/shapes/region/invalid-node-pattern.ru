PREFIX ces: <https://w3id.org/chantier-es/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geometrie: <https://w3id.org/chantier-es/id/geometrie/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX source: <https://w3id.org/chantier-es/id/source/>
PREFIX territoire: <https://w3id.org/chantier-es/id/territoire/>

INSERT DATA {
  <https://exemple.org/06> a ces:AdministrativeRegion ;
    a geo:Feature ;
    ces:regionCode "06" ;
    geo:sfWithin territoire:quebec ;
    geo:hasGeometry geometrie:point ;
    skos:exactMatch <https://sws.geonames.org/6000006/> ;
    dcterms:source source:regions .
}
