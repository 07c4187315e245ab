PREFIX observation: <https://w3id.org/chantier-es/id/observation/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

INSERT DATA {
  observation:isq-entreprises sdmx-dimension:refPeriod "2017"^^xsd:gYear .
}
