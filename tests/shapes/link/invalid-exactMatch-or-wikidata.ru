PREFIX region: <https://w3id.org/chantier-es/id/region/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

INSERT DATA {
  region:01 skos:exactMatch <https://www.wikidata.org/wiki/Q809729> .
}
